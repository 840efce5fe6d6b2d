import { Failure } from '../problems/failure.ts'
import type { Slug } from '../model/problem-catalogue.ts'
import type { Account } from '../model/account.ts'
import type { AnswerStore } from '../upstream/cache-store.ts'
import { createBreaker, type Breaker, type BreakerOptions } from '../upstream/breaker.ts'
import { createBulkhead, type Bulkhead, type BulkheadOptions } from '../upstream/bulkhead.ts'
import { createClient, type UpstreamClient } from '../upstream/send.ts'
import { createCoalescer, type Coalescer } from '../upstream/coalesce.ts'
import { createRetryBudget, type RetryBudget } from '../upstream/retry.ts'
import { createAnswerCache, type AnswerCache, type CacheSettings } from '../upstream/cache.ts'
import type { SourceObserver } from '../upstream/observer.ts'
import { challenge } from '../upstream/place-failure.ts'
import type {
  ListAnswer,
  ListDefinition,
  ListSource,
  LookupDefinition,
  LookupSource,
  SourceDefinition,
  UpstreamSettings
} from './source.ts'

/** How a source has been doing since the start. */
interface Health {
  lastSuccessAt: Date | null
  lastFailure: { readonly at: Date; readonly slug: Slug } | null
}

interface Connected {
  readonly id: string
  readonly client: UpstreamClient
  readonly timeoutMs: number
  readonly retryAttempts: number
  readonly retryBudget: RetryBudget
  readonly breaker: Breaker
  readonly bulkhead: Bulkhead
  /** Null where no answers are kept. */
  readonly cache: AnswerCache | null
  readonly observer: SourceObserver
  readonly health: Health
  /** The service's own credentials at its upstreams: never shown, should an upstream repeat them. */
  readonly secrets: readonly string[]
}

/** An enabled list: its definition, its settings, its own sockets. */
export interface ListConnection extends Connected {
  readonly definition: ListDefinition
  readonly source: ListSource
  readonly maxPageSize: number
  /** The upstream pages on their way. */
  readonly reads: Coalescer<ListAnswer>
}

export interface LookupConnection extends Connected {
  readonly definition: LookupDefinition
  readonly source: LookupSource
  /** The lookups on their way. */
  readonly reads: Coalescer<Account>
}

export type Connection = ListConnection | LookupConnection

export interface ConnectionSettings {
  readonly upstreams: UpstreamSettings
  /** Ids of the enabled sources. */
  readonly sources: readonly string[]
  readonly timeoutMs: Readonly<Record<string, number>>
  readonly maxPageSize: Readonly<Record<string, number>>
  readonly upstreamConnections: number
  readonly upstreamMaxBodyBytes: number
  readonly retryAttempts: number
  readonly breaker: BreakerOptions
  readonly bulkhead: BulkheadOptions
  readonly cache: CacheSettings & { readonly maxBytes: number }
}

export interface ConnectionDependencies {
  readonly observer: SourceObserver
  /** Where answers are kept, should the settings keep any. */
  readonly store: AnswerStore
}

/** Whether a connection is a list's; otherwise it is a lookup's. */
export function isList(connection: Connection): connection is ListConnection {
  return connection.definition.kind === 'list'
}

/** Opens the enabled sources, in the registry's order: one client each, so that none waits for another's sockets. */
export function connectSources(
  registry: readonly SourceDefinition[],
  settings: ConnectionSettings,
  dependencies: ConnectionDependencies
): Connection[] {
  return registry
    .filter(({ id }) => settings.sources.includes(id))
    .map((definition) => connect(definition, settings, dependencies))
    .filter((connection) => connection !== null)
}

function connect(
  definition: SourceDefinition,
  settings: ConnectionSettings,
  { observer, store }: ConnectionDependencies
): Connection | null {
  const group = settings.upstreams[definition.settings]
  if (group === null) return null
  const timeoutMs = settings.timeoutMs[definition.id] ?? definition.timeoutMs
  const connected = {
    id: definition.id,
    timeoutMs,
    retryAttempts: settings.retryAttempts,
    retryBudget: createRetryBudget(),
    breaker: createBreaker(settings.breaker),
    bulkhead: createBulkhead(settings.bulkhead),
    cache: createAnswerCache(
      store,
      settings.cache,
      JSON.stringify([definition.id, group, settings.upstreams.industryAppId])
    ),
    observer,
    health: { lastSuccessAt: null, lastFailure: null },
    secrets: secretsOf(settings.upstreams),
    client: createClient({
      origin: new URL(group.baseUrl).origin,
      connections: settings.upstreamConnections,
      maxBodyBytes: settings.upstreamMaxBodyBytes,
      timeoutMs
    })
  }
  const timeout = (): Failure => timeoutFailure(connected)
  if (definition.kind === 'lookup') {
    const source = definition.open(settings.upstreams)
    return source && { ...connected, definition, source, reads: createCoalescer<Account>(timeoutMs, timeout) }
  }
  const source = definition.open(settings.upstreams)
  const maxPageSize = settings.maxPageSize[definition.id] ?? definition.maxPageSize
  return (
    source && { ...connected, definition, source, maxPageSize, reads: createCoalescer<ListAnswer>(timeoutMs, timeout) }
  )
}

function secretsOf({ gateway, iam }: UpstreamSettings): string[] {
  return [gateway?.appKey, gateway?.appSecret, iam?.accessToken].filter((secret) => typeof secret === 'string')
}

/** The failure of a source that passed its timeout. */
export function timeoutFailure({ id, timeoutMs }: Pick<Connected, 'id' | 'timeoutMs'>): Failure {
  return new Failure('upstream-timeout', { detail: `${id} did not answer within ${timeoutMs} ms`, source: id })
}

/** The failure of a source that has no token to call with: the caller sent none, and none is set. */
export function credentialsMissing({ id, definition }: Connection): Failure {
  const header = definition.callerToken?.header ?? 'Authorization'
  return new Failure('upstream-credentials-missing', {
    detail: `${id} needs the user's own token in the header ${header}`,
    source: id,
    headers: challenge(id, header)
  })
}
