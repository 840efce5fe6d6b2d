import { LRUCache } from 'lru-cache'

export interface RateLimit {
  readonly max: number
  readonly windowMs: number
}

/** What is left to a caller after a request. */
export interface Spent {
  readonly isExceeded: boolean
  readonly remaining: number
  readonly ttlInSeconds: number
}

/** Max callers that are counted; the least recently seen are forgotten first. */
const maxCallers = 20_000

/** The rate limit of one process: fixed windows in memory. Synchronous, because it runs for every request. */
export class MemoryCounts {
  private readonly limit: RateLimit
  // A caller's name is personal data: it goes when its window ends, by a timer that keeps no process alive.
  private readonly windows = new LRUCache<string, { count: number; endsAt: number }>({
    max: maxCallers,
    ttlAutopurge: true,
    // The library would set one more timer to remember what time it is.
    ttlResolution: 0
  })

  constructor(limit: RateLimit) {
    this.limit = limit
  }

  /** Counts a request of this cost. One that is refused counts for 1. */
  spend(caller: string, cost: number): Spent {
    const { max, windowMs } = this.limit
    const now = performance.now()
    let window = this.windows.get(caller)
    if (window === undefined || window.endsAt <= now) {
      window = { count: 0, endsAt: now + windowMs }
      this.windows.set(caller, window, { ttl: windowMs })
    }
    window.count += 1
    const rest = Math.min(cost, max) - 1
    const isExceeded = window.count + rest > max
    if (!isExceeded) window.count += rest
    return {
      isExceeded,
      remaining: Math.max(max - window.count, 0),
      ttlInSeconds: Math.ceil(Math.min(window.endsAt - now, windowMs) / 1000)
    }
  }
}
