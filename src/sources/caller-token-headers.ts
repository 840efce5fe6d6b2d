import type { SourceDefinition } from './source.ts'

/** The headers for callers' own tokens to these sources. */
export function callerTokenHeaders(definitions: readonly Pick<SourceDefinition, 'callerToken'>[]): string[] {
  const headers = definitions.map(({ callerToken }) => callerToken?.header)
  return [...new Set(headers.filter((header) => header !== undefined))]
}
