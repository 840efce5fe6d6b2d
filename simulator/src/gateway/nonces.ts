/** Remembers nonces for 15 minutes, so that each is accepted only once. */
export interface Nonces {
  /** True if the nonce is new within its lifetime. `now` is epoch milliseconds. */
  accept(appKey: string, nonce: string, now: number): boolean
  readonly size: number
}

/** The gateway's window for nonces and timestamps. */
export const windowMs = 15 * 60 * 1000

/**
 * An empty memory for max `capacity` nonces. Beyond that the oldest is forgotten early: a load test must not fill the machine.
 */
export function createNonces(capacity = 500_000): Nonces {
  const expiries = new Map<string, number>()
  return {
    get size() {
      return expiries.size
    },
    accept(appKey, nonce, now) {
      forgetExpired(expiries, now)
      const key = `${appKey}\n${nonce}`
      if (expiries.has(key)) return false
      expiries.set(key, now + windowMs)
      if (expiries.size > capacity) for (const oldest of expiries.keys().take(1)) expiries.delete(oldest)
      return true
    }
  }
}

/** A Map keeps the order of insertion, which is the order of expiry. */
function forgetExpired(expiries: Map<string, number>, now: number): void {
  for (const [key, expiry] of expiries) {
    if (expiry > now) return
    expiries.delete(key)
  }
}
