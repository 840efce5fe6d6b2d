import { Failure } from '../problems/failure.ts'
import type { Slug } from '../problems/catalogue.ts'
import { createClient, type UpstreamClient } from '../upstream/client.ts'
import { challenge } from './place-failure.ts'
import type {
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
  readonly health: Health
  /** The service's own credentials at its upstreams: never shown, should an upstream repeat them. */
  readonly secrets: readonly string[]
}

/** An enabled list: its definition, its settings, its own sockets. */
export interface ListConnection extends Connected {
  readonly definition: ListDefinition
  readonly source: ListSource
  readonly maxPageSize: number
}

export interface LookupConnection extends Connected {
  readonly definition: LookupDefinition
  readonly source: LookupSource
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
}

/** Whether a connection is a list's; otherwise it is a lookup's. */
export function isList(connection: Connection): connection is ListConnection {
  return connection.definition.kind === 'list'
}

/** Opens the enabled sources, in the registry's order: one client each, so that none waits for another's sockets. */
export function connectSources(registry: readonly SourceDefinition[], settings: ConnectionSettings): Connection[] {
  return registry
    .filter(({ id }) => settings.sources.includes(id))
    .map((definition) => connect(definition, settings))
    .filter((connection) => connection !== null)
}

function connect(definition: SourceDefinition, settings: ConnectionSettings): Connection | null {
  const group = settings.upstreams[definition.settings]
  if (group === null) return null
  const timeoutMs = settings.timeoutMs[definition.id] ?? definition.timeoutMs
  const connected = {
    id: definition.id,
    timeoutMs,
    health: { lastSuccessAt: null, lastFailure: null },
    secrets: secretsOf(settings.upstreams),
    client: createClient({
      origin: new URL(group.baseUrl).origin,
      connections: settings.upstreamConnections,
      maxBodyBytes: settings.upstreamMaxBodyBytes,
      timeoutMs
    })
  }
  if (definition.kind === 'lookup') {
    const source = definition.open(settings.upstreams)
    return source && { ...connected, definition, source }
  }
  const source = definition.open(settings.upstreams)
  const maxPageSize = settings.maxPageSize[definition.id] ?? definition.maxPageSize
  return source && { ...connected, definition, source, maxPageSize }
}

function secretsOf({ gateway, iam }: UpstreamSettings): string[] {
  return [gateway?.appKey, gateway?.appSecret, iam?.accessToken].filter((secret) => typeof secret === 'string')
}

/** The failure of a source that passed its timeout. */
export function timeoutFailure({ id, timeoutMs }: Connected): Failure {
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
