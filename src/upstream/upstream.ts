import type { CallObserver } from '../observability/call-events.ts'
import type { Slug } from '../model/problem-catalogue.ts'
import type { Failure } from '../problems/failure.ts'
import { proxyFor, type ProxySettings } from '../proxies.ts'
import { createBreaker, type Breaker, type BreakerOptions } from './breaker.ts'
import { Bulkhead, type BulkheadOptions } from './bulkhead.ts'
import { Cache, type CacheSettings } from './cache.ts'
import type { CacheStore } from './cache-store.ts'
import { Flights } from './coalesce.ts'
import { Deadlines } from './deadline.ts'
import { createRetryBudget, type Retry } from './retry.ts'
import { createClient, type UpstreamClient } from './send.ts'

/** The observed state of an upstream since the start. */
export interface Health {
  lastSuccessAt: Date | null
  lastFailure: { readonly at: Date; readonly slug: Slug } | null
}

/** An upstream with its own sockets and the state of each policy. */
export interface Upstream {
  readonly id: string
  readonly timeoutMs: number
  /** The header for a caller's own token; null if the upstream takes none. */
  readonly callerTokenHeader: string | null
  /** The response header with the upstream's id of a call; null if there is none. */
  readonly requestIdHeader: string | null
  /** The service's own credentials at all upstreams, to remove them from upstream messages. */
  readonly secrets: readonly string[]
  readonly client: UpstreamClient
  readonly deadlines: Deadlines
  readonly retry: Retry
  readonly breaker: Breaker
  readonly bulkhead: Bulkhead
  readonly observer: CallObserver
  readonly health: Health
}

/** An upstream with reads of one kind. */
export interface ReadableUpstream<Result> extends Upstream {
  /** The reads in flight. */
  readonly flights: Flights<Result>
  /** Null if caching is off. */
  readonly cache: Cache<Result> | null
}

/** Settings that all upstreams share. */
export interface CallSettings {
  readonly proxies: ProxySettings
  readonly upstreamConnections: number
  readonly upstreamMaxBodyBytes: number
  readonly retryAttempts: number
  readonly breaker: BreakerOptions
  readonly bulkhead: BulkheadOptions
  readonly cache: CacheSettings & { readonly maxBytes: number }
}

export interface UpstreamOptions extends Pick<
  Upstream,
  'id' | 'timeoutMs' | 'callerTokenHeader' | 'requestIdHeader' | 'secrets' | 'observer'
> {
  readonly baseUrl: string
  /** Everything that responses depend on besides the read: the upstream and the service's credentials. */
  readonly cacheNamespace: string
  readonly store: CacheStore
}

/** Opens an upstream. It shares no socket with another one. */
export function openUpstream<Result>(options: UpstreamOptions, settings: CallSettings): ReadableUpstream<Result> {
  const { baseUrl, cacheNamespace, store, ...facts } = options
  const deadlines = new Deadlines(facts.id, facts.timeoutMs)
  return {
    ...facts,
    client: createClient({
      origin: new URL(baseUrl).origin,
      connections: settings.upstreamConnections,
      maxBodyBytes: settings.upstreamMaxBodyBytes,
      timeoutMs: facts.timeoutMs,
      proxy: proxyFor(baseUrl, settings.proxies)
    }),
    deadlines,
    cache: isCached(settings.cache) ? new Cache<Result>(store, settings.cache, cacheNamespace) : null,
    flights: new Flights<Result>(deadlines),
    retry: { maxRetries: settings.retryAttempts, budget: createRetryBudget() },
    breaker: createBreaker(settings.breaker),
    bulkhead: new Bulkhead(settings.bulkhead),
    health: { lastSuccessAt: null, lastFailure: null }
  }
}

function isCached({ ttlMs, staleIfErrorMs }: CacheSettings): boolean {
  return ttlMs + staleIfErrorMs > 0
}

/** A missing account is an answer, not a failure of the upstream. */
export function noteFailure(health: Health, { slug }: Failure): void {
  if (slug === 'account-not-found') health.lastSuccessAt = new Date()
  else health.lastFailure = { at: new Date(), slug }
}
