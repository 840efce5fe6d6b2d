export const rights = ['accounts:read', 'accounts:export'] as const

/** What a caller may do with the accounts of its sources. */
export type Right = (typeof rights)[number]

/** Who calls, known by a key or a token. */
export interface Caller {
  /** The key's name or the token's subject: for the rate limit, never shown to others. Null where a token has none. */
  readonly name: string | null
  /** The sources it may see; null for all. */
  readonly sources: readonly string[] | null
  readonly rights: readonly Right[]
}
