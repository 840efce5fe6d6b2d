import type { Environment } from '../../src/config/config.ts'
import { timeoutName } from '../../src/config/settings.ts'
import { registry } from '../../src/sources/registry.ts'
import type { SourceDefinition } from '../../src/sources/source.ts'

/** Every source, list and gateway source, in the registry's order. A new source is thereby in all tests of every source. */
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

/** The member with the id in a source's row. */
export function idMember(source: string): string {
  return definitionOf(source).fields.nativeId.members
}

/** For tests about exactly these five sources. */
export const theseFive: Environment = { SOURCES: 'tenant,scope,industry,iam,identity' }

/** Settings for single failures: no retries, no breaker, no rate limit. */
export const plain: Environment = { RETRY_ATTEMPTS: '0', BREAKER_THRESHOLD: '1000', RATE_LIMIT_MAX: '100000' }

/** The same timeout for every source. */
export function timeoutsOf(ms: number): Environment {
  return Object.fromEntries(sources.map((source) => [timeoutName(source), String(ms)]))
}
