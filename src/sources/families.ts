import type { Family } from './family.ts'
import type { SourceDefinition } from './source.ts'

/** The distinct families of these sources. */
export function familiesOf(definitions: readonly Pick<SourceDefinition, 'family'>[]): Family[] {
  return [...new Set(definitions.map(({ family }) => family))]
}
