import { createRemoteJWKSet, customFetch, errors, type FetchImplementation, type JWTVerifyGetKey } from 'jose'
import { Failure } from '../problems/failure.ts'
import type { Proxy } from '../proxies.ts'
import { Deadlines } from '../upstream/deadline.ts'
import { createClient } from '../upstream/send.ts'

/** Timeout of a fetch. */
const fetchTimeoutMs = 3000
/** Max size of the keys. */
const maxBodyBytes = 1_048_576
/** Age after which keys are fetched again in the background, while the old ones stay in use. */
const refreshAfterMs = 600_000
/** Max age of keys in use. */
const maxUseMs = 3_600_000
/** Min pause between two fetches for unknown keys: tokens with made-up key ids must not flood the issuer. */
const unknownPauseMs = 1000
/** Pause after a failed fetch. Meanwhile every request that needs a key fails at once. */
const failurePauseMs = 5000

/** The keys of one issuer. Both functions throw `overloaded` while there are no keys, because that is not the caller's fault. */
export interface IssuerKeys {
  /** The key for a token's header. Throws jose's errors if none or several match. */
  readonly keyOf: JWTVerifyGetKey
  /** Fetches the keys again because none matches a token. False if they were fetched within the last second. */
  renew(): Promise<boolean>
}

/**
 * The keys that an issuer publishes at `url` (RFC 7517), to verify tokens. They are fetched at first use, and again in the
 * background after ten minutes. An unreachable issuer causes errors after an hour. Ages and pauses use the monotonic clock, so
 * that a wrong wall clock cannot prolong them.
 */
export function issuerKeys(url: string, proxy: Proxy | null): IssuerKeys {
  // The ages below decide when to fetch. jose would use the wall clock.
  const never = { cooldownDuration: Infinity, cacheMaxAge: Infinity }
  const address = new URL(url)
  const keys = createRemoteJWKSet(address, { ...never, [customFetch]: fetchFrom(address, proxy) })
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
      // If it fails, the next request tries again.
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

/**
 * Fetches the way upstream calls are sent: through a proxy, past interim responses, with a deadline and bounded memory. Each fetch
 * has a connection of its own, because an idle one is usually closed by the next fetch.
 */
function fetchFrom({ origin, pathname, search }: URL, proxy: Proxy | null): FetchImplementation {
  const client = createClient({ origin, connections: 1, maxBodyBytes, timeoutMs: fetchTimeoutMs, proxy })
  const deadlines = new Deadlines('issuer', fetchTimeoutMs)
  return async (_url, { headers }) => {
    const deadline = deadlines.start()
    const sent = [...[...headers].flat(), 'connection', 'close']
    const request = { method: 'GET', path: pathname + search, headers: sent, body: null } as const
    try {
      const { status, body } = await client.send(request, deadline)
      return new Response(body, { status })
    } finally {
      deadline.finish()
    }
  }
}

const aboutToken = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported]

/** Any other error means that the issuer or the network failed. */
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
