import { LRUCache } from 'lru-cache'

/** The body of an upstream response, and when it came. */
export interface StoredResponse {
  readonly body: string
  /** In milliseconds of `performance.now()`: a wall clock that is set right must not change an age. */
  readonly at: number
}

/** Where responses are stored. No function throws: what cannot be stored or found is not there. */
export interface CacheStore {
  /** A promise only if there is something to wait for. */
  get(key: string): StoredResponse | null | Promise<StoredResponse | null>
  set(key: string, response: StoredResponse, keepMs: number): void
  delete(key: string): void
}

/** Rough size of an entry besides its text, and of what is read from a text compared with its length. */
const entryBytes = 350
const readFactor = 4

/** Stores at most `maxBytes` in memory; the least recently used go first. */
export function memoryStore(maxBytes: number): CacheStore {
  const cache = new LRUCache<string, StoredResponse>({
    maxSize: maxBytes,
    // Personal data: a response goes when its time is over, not when others push it out. The timers keep no process alive.
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

/** What a store that instances share must be able to do. No function throws. */
export interface SharedTexts {
  get(key: string): Promise<{ readonly value: Buffer; readonly leftMs: number } | null>
  set(key: string, value: string, keepMs: number): Promise<void>
  delete(key: string): Promise<void>
}

/**
 * Stores responses where other instances find them, too. The age of a response is how much of its time has passed in the store:
 * no clock of an instance counts.
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
