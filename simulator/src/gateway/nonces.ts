/** Remembers the nonces of a quarter of an hour, so that none is accepted twice. */
export interface Nonces {
  /** True the first time a nonce comes within its life, false afterwards. `now` is epoch milliseconds. */
  accept(appKey: string, nonce: string, now: number): boolean
  readonly size: number
}

/** The gateway's window for nonces and timestamps alike. */
export const windowMs = 15 * 60 * 1000

/**
 * An empty memory. It holds `capacity` nonces at most and then forgets the oldest early: a load test of a quarter of an
 * hour must not fill the machine.
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
