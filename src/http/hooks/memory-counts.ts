import type { FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { RateLimit } from '../../model/me.ts'

/** The state of a caller's window after a request. */
export interface Spent {
  readonly isExceeded: boolean
  readonly remaining: number
  readonly ttlInSeconds: number
}

/** Counts requests. Null while Redis is unavailable. A promise only if it has to wait. */
export interface Counts {
  /** Counts a request of this cost. A refused one counts for 1. */
  spend(request: FastifyRequest, cost: number): Spent | Promise<Spent | null>
  /** Adds to the cost of a counted request. If fewer are left, it adds nothing. */
  spendMore(request: FastifyRequest, more: number): Spent | Promise<Spent | null>
}

interface Window {
  count: number
  readonly endsAt: number
}

/** Max callers. The least recently seen are removed first. */
const maxCallers = 20_000

/** The rate limit of one process: fixed windows in memory. Synchronous, because it runs for every request. */
export class MemoryCounts {
  // A caller's name is personal data, so it is removed when its window ends. The timer does not keep the process alive.
  private readonly windows = new LRUCache<string, Window>({
    max: maxCallers,
    ttlAutopurge: true,
    // Otherwise the library sets another timer to cache the time.
    ttlResolution: 0
  })

  /** Counts a request of this cost. A refused one counts for 1. */
  spend(caller: string, limit: RateLimit, cost: number): Spent {
    const window = this.windowOf(caller, limit)
    window.count += 1
    return charge(window, limit, Math.min(cost, limit.max) - 1)
  }

  /** Adds to the cost of a counted request. If fewer are left, it adds nothing. */
  spendMore(caller: string, limit: RateLimit, more: number): Spent {
    return charge(this.windowOf(caller, limit), limit, more)
  }

  private windowOf(caller: string, { windowMs }: RateLimit): Window {
    const now = performance.now()
    let window = this.windows.get(caller)
    if (window === undefined || window.endsAt <= now) {
      window = { count: 0, endsAt: now + windowMs }
      this.windows.set(caller, window, { ttl: windowMs })
    }
    return window
  }
}

function charge(window: Window, { max, windowMs }: RateLimit, more: number): Spent {
  const isExceeded = window.count + more > max
  if (!isExceeded) window.count += more
  return {
    isExceeded,
    remaining: Math.max(max - window.count, 0),
    ttlInSeconds: Math.ceil(Math.min(window.endsAt - performance.now(), windowMs) / 1000)
  }
}
