import type { RateLimit } from '../model/me.ts'

export const rights = ['accounts:read', 'accounts:export'] as const

/** What a caller may do with the accounts of its sources. */
export type Right = (typeof rights)[number]

/** A caller, identified by a key or a token. */
export interface Caller {
  /** The key's name or the token's subject; null if a token has none. Used for the rate limit, and shown only to the caller. */
  readonly name: string | null
  /** The sources it may use; null for all. */
  readonly sources: readonly string[] | null
  readonly rights: readonly Right[]
  /** Null if the limit of all callers applies. */
  readonly rateLimit: RateLimit | null
  /** When its credentials expire, as RFC 3339; null if never. */
  readonly expiresAt: string | null
}
