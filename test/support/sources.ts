import type { Environment } from '../../src/config/config.ts'
import { timeoutName } from '../../src/config/settings.ts'
import { registry } from '../../src/sources/registry.ts'
import type { SourceDefinition } from '../../src/sources/source.ts'

/** Every source, list and source behind the gateway, in the registry's order. A source added there is in all tests of every source. */
export const sources: readonly string[] = registry.map(({ id }) => id)
export const listSources: readonly string[] = registry.filter(({ kind }) => kind === 'list').map(({ id }) => id)
export const gatewaySources: readonly string[] = sources.filter((source) => familyOf(source) === 'gateway')

export function definitionOf(source: string): SourceDefinition {
  const definition = registry.find(({ id }) => id === source)
  if (definition === undefined) throw new Error(`no source ${source}`)
  return definition
}

export function isLookup(source: string): boolean {
  return definitionOf(source).kind === 'lookup'
}

/** The protocol of a source. */
export function familyOf(source: string): string {
  return definitionOf(source).family.id
}

/** The member of a source's row that holds its id. */
export function idMember(source: string): string {
  return definitionOf(source).fields.nativeId.members
}

/** For tests that mean these five sources and no other. */
export const theseFive: Environment = { SOURCES: 'tenant,scope,industry,iam,identity' }

/** Settings under which each failure is seen by itself: asked once, no breaker, no rate limit. */
export const plain: Environment = { RETRY_ATTEMPTS: '0', BREAKER_THRESHOLD: '1000', RATE_LIMIT_MAX: '100000' }

/** The same timeout for every source. */
export function timeoutsOf(ms: number): Environment {
  return Object.fromEntries(sources.map((source) => [timeoutName(source), String(ms)]))
}
