import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose'

/** How long a fetch may take. */
const fetchTimeoutMs = 3000
/** Keys that are older are fetched anew, while those there are go on being used. */
const refreshAfterMs = 600_000
/** Max age of keys that are used. */
const maxUseMs = 3_600_000
/** Between two fetches because of keys that are not there: an issuer must not be flooded by made-up ones. */
const unknownPauseMs = 1000
/** After a fetch that failed: until then whoever needs one hears so at once. */
const failurePauseMs = 5000

/**
 * The keys that an issuer publishes at `url` (RFC 7517), to verify tokens with. They are fetched when first needed, again behind
 * the requests when they are ten minutes old, and, at most every second, when a token names one that is not there. An
 * issuer that cannot be reached is noticed an hour later. Throws jose's errors, and those of the fetch.
 */
export function issuerKeys(url: string): JWTVerifyGetKey {
  // When to fetch is decided here.
  const never = { cooldownDuration: Infinity, cacheMaxAge: Infinity }
  const keys = createRemoteJWKSet(new URL(url), { ...never, timeoutDuration: fetchTimeoutMs })
  let fetchedAt = -Infinity
  let failed: { readonly at: number; readonly error: unknown } | null = null

  const fetchKeys = async (): Promise<void> => {
    if (failed !== null && Date.now() - failed.at < failurePauseMs) throw failed.error
    try {
      await keys.reload()
      fetchedAt = Date.now()
      failed = null
    } catch (error) {
      failed = { at: Date.now(), error }
      throw error
    }
  }
  return async (header, token) => {
    const ageMs = Date.now() - fetchedAt
    if (ageMs >= maxUseMs) await fetchKeys()
    // Should it fail, the next request tries again.
    else if (ageMs >= refreshAfterMs) fetchKeys().catch(() => {})
    try {
      return await keys(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || Date.now() - fetchedAt < unknownPauseMs) throw error
      await fetchKeys()
      return keys(header, token)
    }
  }
}
