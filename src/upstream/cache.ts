import { hash } from 'node:crypto'
import type { AnswerStore } from './cache-store.ts'

export interface CacheSettings {
  /** How long an answer counts as fresh. */
  readonly ttlMs: number
  /** How much longer it may stand in for one that cannot be had. */
  readonly staleIfErrorMs: number
}

/** The kept answers of one source. */
export interface AnswerCache {
  /** What was kept under a key; null when there is nothing. */
  find(key: string): Promise<FoundAnswer | null>
  keep(key: string, body: string): void
  forget(key: string): void
}

export interface FoundAnswer {
  readonly body: string
  /** How old it is now, in milliseconds. */
  readonly ageMs: () => number
  /** Whether it may be used now though the source could be asked. */
  readonly isFresh: () => boolean
  /** Whether it may be used now for want of another. */
  readonly isUsable: () => boolean
}

/**
 * A cache of one source's answers; null when the settings keep none. `namespace` holds everything that answers depend on
 * besides the key: source, upstream, and whose credentials the service has. Keys are hashed: they hold tokens and names.
 */
export function createAnswerCache(
  store: AnswerStore,
  { ttlMs, staleIfErrorMs }: CacheSettings,
  namespace: string
): AnswerCache | null {
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
