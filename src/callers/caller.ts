import type { RateLimit } from '../model/me.ts'

export const rights = ['accounts:read', 'accounts:export'] as const

/** What a caller may do with the accounts of its sources. */
export type Right = (typeof rights)[number]

/** Who calls, known by a key or a token. */
export interface Caller {
  /** The key's name or the token's subject: for the rate limit, and shown only to the caller. Null where a token has none. */
  readonly name: string | null
  /** The sources it may see; null for all. */
  readonly sources: readonly string[] | null
  readonly rights: readonly Right[]
  /** Null where the limit of all callers applies. */
  readonly rateLimit: RateLimit | null
  /** When its credentials expire, as RFC 3339; null when they do not. */
  readonly expiresAt: string | null
}
