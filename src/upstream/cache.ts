import { hash } from 'node:crypto'
import type { CacheStore } from './cache-store.ts'
import type { UpstreamAnswer } from './message.ts'

export interface CacheSettings {
  /** How long a response is fresh. */
  readonly ttlMs: number
  /** How much longer it may be served while the upstream fails (stale-if-error). */
  readonly staleIfErrorMs: number
}

/** The cached responses of one source. */
export interface Cache {
  find(key: string): Promise<CachedResponse | null>
  keep(key: string, body: string): void
  forget(key: string): void
}

export interface CachedResponse {
  readonly body: string
  /** Its age now, in milliseconds. */
  readonly ageMs: () => number
  /** Whether it may be served without calling the upstream. */
  readonly isFresh: () => boolean
  /** Whether it may be served because the upstream fails. */
  readonly isUsable: () => boolean
}

/**
 * The cache of one source; null when the settings cache nothing. `namespace` holds everything that responses depend on besides
 * the key: source, upstream, and the credentials of the service. Keys are hashed because they hold tokens and names.
 */
export function createCache(
  store: CacheStore,
  { ttlMs, staleIfErrorMs }: CacheSettings,
  namespace: string
): Cache | null {
  const keepMs = ttlMs + staleIfErrorMs
  if (keepMs === 0) return null
  const nameOf = (key: string): string => `answer:${hash('sha256', `${namespace}\n${key}`, 'base64url')}`
  return {
    async find(key) {
      const kept = await store.get(nameOf(key))
      if (kept === null) return null
      // Instances that share a store may have clocks that differ a little.
      const ageMs = (): number => Math.max(Date.now() - kept.at, 0)
      return { body: kept.body, ageMs, isFresh: () => ageMs() < ttlMs, isUsable: () => ageMs() < keepMs }
    },
    keep: (key, body) => void store.set(nameOf(key), { body, at: Date.now() }, keepMs),
    forget: (key) => void store.delete(nameOf(key))
  }
}

interface AnswerReader<Result> {
  read(answer: UpstreamAnswer): Result
}

/** A cached response as a reading; null when it can no longer be read, for example after a change of the mapping. */
export function readCached<Result>(
  { body, ageMs }: CachedResponse,
  reader: AnswerReader<Result>
): { result: Result; ageMs: number; stale: boolean } | null {
  try {
    return { result: reader.read({ status: 200, headers: {}, body }), ageMs: ageMs(), stale: false }
  } catch {
    // A defect of ours would show in the upstream's own response, too.
    return null
  }
}
