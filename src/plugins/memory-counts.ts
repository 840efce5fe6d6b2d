import type { FastifyRateLimitStore } from '@fastify/rate-limit'
import { LRUCache } from 'lru-cache'

/** Callers that are counted, at most; the longest silent ones are forgotten first. */
const mostCallers = 20_000

/**
 * A store of `@fastify/rate-limit` within one process: a class, because the library makes it. Its own hands out one object for
 * all requests of a caller, so that several judged at the same moment would each be judged by the last one's count.
 */
export class MemoryCounts implements FastifyRateLimitStore {
  readonly #windows = new LRUCache<string, { count: number; endsAt: number }>({ max: mostCallers })
  readonly child = (): this => this

  incr(key: string, callback: Parameters<FastifyRateLimitStore['incr']>[1], windowMs: number): void {
    const now = performance.now()
    let window = this.#windows.get(key)
    if (window === undefined || window.endsAt <= now) {
      window = { count: 0, endsAt: now + windowMs }
      this.#windows.set(key, window)
    }
    window.count += 1
    callback(null, { current: window.count, ttl: Math.min(window.endsAt - now, windowMs) })
  }
}
