import type { Account } from '../model/account.ts'
import type { CallObserver } from '../observability/call-events.ts'
import { Failure } from '../problems/failure.ts'
import type { CacheStore } from '../upstream/cache-store.ts'
import { challenge } from '../upstream/source-failure.ts'
import { openUpstream, type CallSettings, type ReadableUpstream } from '../upstream/upstream.ts'
import type { FamilySettings } from './family.ts'
import { Places } from './places.ts'
import type {
  ListDefinition,
  ListCalls,
  LookupDefinition,
  LookupCalls,
  SourceDefinition,
  UpstreamPage
} from './source.ts'

/** One upstream page of a list, as read. */
export interface ReadPage extends UpstreamPage {
  readonly rows: readonly unknown[]
  readonly total: number | null
  /** The last window assembled from it. Coalesced and cached reads share the page, and so reuse the window. */
  remembered: object | null
}

/** An enabled list: its definition, its settings, its own sockets. */
export interface ListSource extends ReadableUpstream<ReadPage> {
  readonly definition: ListDefinition
  readonly calls: ListCalls
  readonly maxPageSize: number
  /** Max upstream pages of a scan for one answer. */
  readonly maxScanPages: number
  readonly walkCheck: WalkCheck
  readonly places: Places
}

/** When to verify the position of a walk: after a sign of movement, or on every page. */
type WalkCheck = 'changed' | 'always'

export interface LookupSource extends ReadableUpstream<Account> {
  readonly definition: LookupDefinition
  readonly calls: LookupCalls
}

export type OpenSource = ListSource | LookupSource

export interface SourceSettings extends CallSettings {
  /** Family → its settings. A family without settings is missing. */
  readonly upstreams: Readonly<Record<string, FamilySettings>>
  /** The service's own credentials at all upstreams. */
  readonly secrets: readonly string[]
  /** Ids of the enabled sources. */
  readonly sources: readonly string[]
  readonly timeoutMs: Readonly<Record<string, number>>
  readonly maxPageSize: Readonly<Record<string, number>>
  readonly maxScanPages: number
  readonly walkCheck: WalkCheck
}

export interface SourceDependencies {
  readonly observer: CallObserver
  /** The store of cached responses, if caching is on. */
  readonly store: CacheStore
}

/** Whether a source is a list. Otherwise it is a lookup. */
export function isList(source: OpenSource): source is ListSource {
  return source.definition.kind === 'list'
}

/** Opens the enabled sources, in the registry's order. Each has its own sockets, so no source waits for another. */
export function openSources(
  registry: readonly SourceDefinition[],
  settings: SourceSettings,
  dependencies: SourceDependencies
): OpenSource[] {
  return registry
    .filter(({ id }) => settings.sources.includes(id))
    .map((definition) => open(definition, settings, dependencies))
    .filter((source) => source !== null)
}

function open(
  definition: SourceDefinition,
  settings: SourceSettings,
  { observer, store }: SourceDependencies
): OpenSource | null {
  const { id, family, callerToken } = definition
  const own = settings.upstreams[family.id]
  if (own === undefined) return null
  const options = {
    id,
    timeoutMs: settings.timeoutMs[id] ?? definition.timeoutMs,
    callerTokenHeader: callerToken?.header ?? null,
    requestIdHeader: family.requestIdHeader,
    secrets: settings.secrets,
    observer,
    baseUrl: own.baseUrl,
    cacheNamespace: JSON.stringify([id, own]),
    store
  }
  if (definition.kind === 'lookup') {
    return { ...openUpstream<Account>(options, settings), definition, calls: definition.open(own) }
  }
  const maxPageSize = settings.maxPageSize[id] ?? definition.maxPageSize
  const { maxScanPages, walkCheck } = settings
  return {
    ...openUpstream<ReadPage>(options, settings),
    definition,
    calls: definition.open(own),
    maxPageSize,
    maxScanPages,
    walkCheck,
    places: new Places()
  }
}

/** The failure of a source without a token: the caller sent none, and none is set. */
export function credentialsMissing({ id, definition }: OpenSource): Failure {
  const header = definition.callerToken?.header ?? 'Authorization'
  return new Failure('upstream-credentials-missing', {
    detail: `${id} requires the user's own token in the header ${header}`,
    source: id,
    headers: challenge(id, header)
  })
}
