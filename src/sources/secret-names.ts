import { filterParameterNames } from './filters.ts'
import type { SourceDefinition } from './source.ts'

/**
 * The names under which these sources carry secrets and what callers search for: the logger removes such fields. Headers are
 * there in lower case, too, as Node has them.
 */
export function secretNames(definitions: readonly SourceDefinition[]): string[] {
  return definitions.flatMap((definition) => {
    const { callerToken, family } = definition
    const searched = definition.kind === 'list' ? filterParameterNames(definition.filterTable) : []
    const names = [callerToken?.header, callerToken?.header.toLowerCase(), callerToken?.cookie, family.callerTokenName]
    return [...names, ...family.secretSettings, ...searched].filter((name) => typeof name === 'string')
  })
}
