import { filterParameterNames } from './filters.ts'
import type { SourceDefinition } from './source.ts'

/**
 * The names of these sources' secrets and search values, for the logger to remove. Headers are also included in lower case, as
 * Node reports them.
 */
export function secretNames(definitions: readonly SourceDefinition[]): string[] {
  return definitions.flatMap((definition) => {
    const { callerToken, family } = definition
    const searched = definition.kind === 'list' ? filterParameterNames(definition.filterTable) : []
    const names = [callerToken?.header, callerToken?.header.toLowerCase(), callerToken?.cookie, family.callerTokenName]
    return [...names, ...family.secretSettings, ...searched].filter((name) => typeof name === 'string')
  })
}
