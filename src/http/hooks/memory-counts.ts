import type { FastifyRateLimitStore } from '@fastify/rate-limit'
import { LRUCache } from 'lru-cache'

/** Callers that are counted, at most; the longest silent ones are forgotten first. */
const mostCallers = 20_000

/**
 * A store of `@fastify/rate-limit` within one process: a class, because the library makes it. Its own hands out one object for
 * all requests of a caller, so that several judged at the same moment would each be judged by the last one's count.
 */
export class MemoryCounts implements FastifyRateLimitStore {
  // A name is personal data: it goes when its window ends, by a timer of the window that keeps no process alive.
  readonly #windows = new LRUCache<string, { count: number; endsAt: number }>({
    max: mostCallers,
    ttlAutopurge: true,
    // The library would set a timer more to remember what time it is.
    ttlResolution: 0
  })
  readonly child = (): this => this

  incr(key: string, callback: Parameters<FastifyRateLimitStore['incr']>[1], windowMs: number): void {
    const now = performance.now()
    let window = this.#windows.get(key)
    if (window === undefined || window.endsAt <= now) {
      window = { count: 0, endsAt: now + windowMs }
      this.#windows.set(key, window, { ttl: windowMs })
    }
    window.count += 1
    callback(null, { current: window.count, ttl: Math.min(window.endsAt - now, windowMs) })
  }
}
