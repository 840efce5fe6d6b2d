import { hash } from 'node:crypto'
import type { CacheStore, StoredResponse } from './cache-store.ts'
import type { UpstreamAnswer } from './message.ts'

export interface CacheSettings {
  /** How long a response is fresh. */
  readonly ttlMs: number
  /** How much longer it may be served while the upstream fails (stale-if-error). */
  readonly staleIfErrorMs: number
}

interface AnswerReader<Result> {
  readonly key: string
  read(answer: UpstreamAnswer): Result
}

/**
 * The cached responses of one source. The result of parsing a response is kept as long as the store holds it, so a repeated read
 * parses nothing.
 */
export class Cache<Result> {
  private readonly store: CacheStore
  private readonly settings: CacheSettings
  private readonly namespace: string
  private readonly results = new WeakMap<StoredResponse, Result>()

  /**
   * `namespace` contains everything that responses depend on besides the key: source, upstream, and the service's credentials.
   * Keys are hashed because they contain tokens and names.
   */
  constructor(store: CacheStore, settings: CacheSettings, namespace: string) {
    this.store = store
    this.settings = settings
    this.namespace = namespace
  }

  /** A promise only if it has to wait. */
  find(key: string): CachedResponse | null | Promise<CachedResponse | null> {
    const stored = this.store.get(this.nameOf(key))
    return stored instanceof Promise ? stored.then((found) => this.found(found)) : this.found(stored)
  }

  keep(key: string, body: string, result: Result): void {
    const stored = { body, at: performance.now() }
    this.results.set(stored, result)
    this.store.set(this.nameOf(key), stored, this.settings.ttlMs + this.settings.staleIfErrorMs)
  }

  forget(key: string): void {
    this.store.delete(this.nameOf(key))
  }

  /** Null if the response can no longer be read, for example after a change of the mapping. */
  read({ stored }: CachedResponse, reader: AnswerReader<Result>): { readonly result: Result } | null {
    const known = this.results.get(stored)
    if (known !== undefined) return { result: known }
    try {
      const result = reader.read({ status: 200, headers: {}, body: stored.body })
      this.results.set(stored, result)
      return { result }
    } catch {
      // A defect of ours shows up with the upstream's own response, too.
      return null
    }
  }

  private found(stored: StoredResponse | null): CachedResponse | null {
    return stored === null ? null : new CachedResponse(stored, this.settings)
  }

  private nameOf(key: string): string {
    return `answer:${hash('sha256', `${this.namespace}\n${key}`, 'base64url')}`
  }
}

export class CachedResponse {
  readonly stored: StoredResponse
  private readonly settings: CacheSettings

  constructor(stored: StoredResponse, settings: CacheSettings) {
    this.stored = stored
    this.settings = settings
  }

  /** Its age now, in whole milliseconds. */
  get ageMs(): number {
    return Math.max(Math.floor(performance.now() - this.stored.at), 0)
  }

  /** Whether it may be served without calling the upstream. */
  get isFresh(): boolean {
    return this.ageMs < this.settings.ttlMs
  }

  /** Whether it may be served because the upstream fails. */
  get isUsable(): boolean {
    return this.ageMs < this.settings.ttlMs + this.settings.staleIfErrorMs
  }
}
