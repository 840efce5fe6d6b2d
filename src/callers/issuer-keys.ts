import { createRemoteJWKSet, customFetch, errors, type FetchImplementation, type JWTVerifyGetKey } from 'jose'
import { fetch, ProxyAgent } from 'undici'
import { Failure } from '../problems/failure.ts'
import type { Proxy } from '../proxies.ts'

/** How long a fetch may take. */
const fetchTimeoutMs = 3000
/** Older keys are fetched again in the background, while the ones there stay in use. */
const refreshAfterMs = 600_000
/** Max age of keys in use. */
const maxUseMs = 3_600_000
/** Pause between two fetches because of unknown keys: made-up ones must not flood the issuer. */
const unknownPauseMs = 1000
/** Pause after a failed fetch. Until it ends, every request that needs a key fails at once. */
const failurePauseMs = 5000

/** The keys of one issuer. Both functions throw `overloaded` while there are no keys: that is no fault of the caller. */
export interface IssuerKeys {
  /** The key for a token's header. Throws jose's errors where none fits, or several do. */
  readonly keyOf: JWTVerifyGetKey
  /** Fetches the keys again because none fits a token. False where they were fetched within the last second. */
  renew(): Promise<boolean>
}

/**
 * The keys that an issuer publishes at `url` (RFC 7517), to verify tokens with. They are fetched when first needed, and again
 * in the background when they are ten minutes old. An issuer that cannot be reached is noticed an hour later. Ages and
 * pauses are measured with the monotonic clock, so that a wrong wall clock cannot prolong them.
 */
export function issuerKeys(url: string, proxy: Proxy | null): IssuerKeys {
  // The ages below decide when to fetch. jose would measure them with the wall clock.
  const never = { cooldownDuration: Infinity, cacheMaxAge: Infinity }
  const route = proxy === null ? {} : { [customFetch]: fetchThrough(proxy) }
  const keys = createRemoteJWKSet(new URL(url), { ...never, ...route, timeoutDuration: fetchTimeoutMs })
  let fetchedAt = -Infinity
  let failed: { readonly at: number; readonly failure: Failure } | null = null

  const fetchKeys = async (): Promise<void> => {
    if (failed !== null && performance.now() - failed.at < failurePauseMs) throw failed.failure
    try {
      await keys.reload()
      fetchedAt = performance.now()
      failed = null
    } catch (error) {
      const failure = keysMissing(error)
      failed = { at: performance.now(), failure }
      throw failure
    }
  }
  return {
    async keyOf(header, token) {
      const ageMs = performance.now() - fetchedAt
      if (ageMs >= maxUseMs) await fetchKeys()
      // Should it fail, the next request tries again.
      else if (ageMs >= refreshAfterMs) fetchKeys().catch(() => {})
      try {
        return await keys(header, token)
      } catch (error) {
        throw isAboutToken(error) ? error : keysMissing(error)
      }
    },
    async renew() {
      if (performance.now() - fetchedAt < unknownPauseMs) return false
      await fetchKeys()
      return true
    }
  }
}

/** undici's own `fetch`: the global one takes no proxy of another copy of undici. */
function fetchThrough({ origin, authorization }: Proxy): FetchImplementation {
  const dispatcher = new ProxyAgent({
    uri: origin,
    connectTimeout: fetchTimeoutMs,
    ...(authorization === null ? {} : { token: authorization })
  })
  return async (url, { headers, ...options }) => {
    const response = await fetch(url, { ...options, headers: [...headers], dispatcher })
    return new Response(await response.text(), { status: response.status })
  }
}

const aboutToken = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported]

/** Any other failure to get a key is the issuer's, or of the way there. */
function isAboutToken(error: unknown): boolean {
  return aboutToken.some((kind) => error instanceof kind)
}

/** The published keys are unavailable or unusable. */
export function keysMissing(cause: unknown): Failure {
  return new Failure('overloaded', {
    detail: 'token signing keys (JWKS) are temporarily unavailable',
    retryAfterSeconds: 5,
    cause
  })
}
