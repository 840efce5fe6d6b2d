import { LRUCache } from 'lru-cache'

/** The body of an upstream response, and when it arrived. */
export interface StoredResponse {
  readonly body: string
  /** In milliseconds of `performance.now()`, so that a correction of the wall clock does not change its age. */
  readonly at: number
}

/** A store of responses. No function throws: on an error nothing is stored or found. */
export interface CacheStore {
  /** A promise only if it has to wait. */
  get(key: string): StoredResponse | null | Promise<StoredResponse | null>
  set(key: string, response: StoredResponse, keepMs: number): void
  delete(key: string): void
}

/** Estimates: bytes of an entry besides its text, and the size of a parsed text relative to its length. */
const entryBytes = 350
const readFactor = 4

/** Stores at most `maxBytes` in memory; the least recently used go first. */
export function memoryStore(maxBytes: number): CacheStore {
  const cache = new LRUCache<string, StoredResponse>({
    maxSize: maxBytes,
    // Responses hold personal data, so they are removed when they expire. The timers do not keep the process alive.
    ttlAutopurge: true,
    ttlResolution: 0,
    // Chinese text takes two bytes a character.
    sizeCalculation: ({ body }, key) => 2 * (readFactor * body.length + key.length) + entryBytes
  })
  return {
    get: (key) => cache.get(key) ?? null,
    set: (key, response, keepMs) => void cache.set(key, response, { ttl: keepMs }),
    delete: (key) => void cache.delete(key)
  }
}

/** The operations of a store that instances share. No function throws. */
export interface SharedTexts {
  get(key: string): Promise<{ readonly value: Buffer; readonly leftMs: number } | null>
  set(key: string, value: string, keepMs: number): Promise<void>
  delete(key: string): Promise<void>
}

/**
 * Stores responses for all instances. The age of a response is the part of its time to live that has passed in the store, so the
 * clocks of instances do not matter.
 */
export function sharedStore(texts: SharedTexts): CacheStore {
  return {
    async get(key) {
      const found = await texts.get(key)
      const [, keepMs, body] = found === null ? [] : (/^(\d{1,15})\n(.*)$/s.exec(String(found.value)) ?? [])
      if (found === null || keepMs === undefined || body === undefined) return null
      return { at: performance.now() - (Number(keepMs) - found.leftMs), body }
    },
    set: (key, { body }, keepMs) => void texts.set(key, `${keepMs}\n${body}`, keepMs),
    delete: (key) => void texts.delete(key)
  }
}
