import type { Account } from '../model/account.ts'
import type { CallObserver } from '../observability/call-events.ts'
import { Failure } from '../problems/failure.ts'
import type { CacheStore } from '../upstream/cache-store.ts'
import { challenge } from '../upstream/source-failure.ts'
import { openUpstream, type CallSettings, type ReadableUpstream } from '../upstream/upstream.ts'
import type {
  ListDefinition,
  ListSource,
  LookupDefinition,
  LookupSource,
  SourceDefinition,
  UpstreamPage,
  UpstreamSettings
} from './source.ts'

/** One upstream page of a list as it was read. */
export interface ReadPage extends UpstreamPage {
  readonly rows: readonly unknown[]
  readonly total: number | null
  /** What a reader made of it last, for the next one that shares it. */
  remembered: object | null
}

/** An enabled list: its definition, its settings, its own sockets. */
export interface ListConnection extends ReadableUpstream<ReadPage> {
  readonly definition: ListDefinition
  readonly source: ListSource
  readonly maxPageSize: number
}

export interface LookupConnection extends ReadableUpstream<Account> {
  readonly definition: LookupDefinition
  readonly source: LookupSource
}

export type Connection = ListConnection | LookupConnection

export interface SourceSettings extends CallSettings {
  readonly upstreams: UpstreamSettings
  /** Ids of the enabled sources. */
  readonly sources: readonly string[]
  readonly timeoutMs: Readonly<Record<string, number>>
  readonly maxPageSize: Readonly<Record<string, number>>
}

export interface SourceDependencies {
  readonly observer: CallObserver
  /** Where responses are cached, if the settings cache any. */
  readonly store: CacheStore
}

/** Whether a connection is a list's; otherwise it is a lookup's. */
export function isList(connection: Connection): connection is ListConnection {
  return connection.definition.kind === 'list'
}

/** Opens the enabled sources, in the registry's order. Each has its own sockets, so none waits for another's. */
export function openSources(
  registry: readonly SourceDefinition[],
  settings: SourceSettings,
  dependencies: SourceDependencies
): Connection[] {
  return registry
    .filter(({ id }) => settings.sources.includes(id))
    .map((definition) => open(definition, settings, dependencies))
    .filter((connection) => connection !== null)
}

function open(
  definition: SourceDefinition,
  settings: SourceSettings,
  { observer, store }: SourceDependencies
): Connection | null {
  const { id, callerToken } = definition
  const group = settings.upstreams[definition.settings]
  if (group === null) return null
  const options = {
    id,
    timeoutMs: settings.timeoutMs[id] ?? definition.timeoutMs,
    callerTokenHeader: callerToken?.header ?? null,
    requestIdHeader: definition.settings === 'gateway' ? 'x-ca-request-id' : 'x-request-id',
    secrets: secretsOf(settings.upstreams),
    observer,
    baseUrl: group.baseUrl,
    cacheNamespace: JSON.stringify([id, group, settings.upstreams.industryAppId]),
    store
  }
  if (definition.kind === 'lookup') {
    const source = definition.open(settings.upstreams)
    return source && { ...openUpstream<Account>(options, settings), definition, source }
  }
  const source = definition.open(settings.upstreams)
  const maxPageSize = settings.maxPageSize[id] ?? definition.maxPageSize
  return source && { ...openUpstream<ReadPage>(options, settings), definition, source, maxPageSize }
}

function secretsOf({ gateway, iam }: UpstreamSettings): string[] {
  return [gateway?.appKey, gateway?.appSecret, iam?.accessToken].filter((secret) => typeof secret === 'string')
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
