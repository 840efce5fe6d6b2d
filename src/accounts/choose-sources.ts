import { Failure } from '../problems/failure.ts'
import { credentialsMissing, type ListSource } from '../sources/open-sources.ts'
import { filterNames, type FilterName, type Filters } from '../model/query.ts'
import type { CallerTokens } from '../upstream/call-context.ts'
import type { Question } from './question.ts'

/** A source of the query, with the reason when it cannot be asked. */
export interface Candidate {
  readonly source: ListSource
  readonly skipped: Failure | null
}

/**
 * The sources of a query, in order: the named ones, else every one the caller may see. Throws a Failure when a named source
 * lacks a filter, or when this installation does not allow a filter's value.
 */
export function chooseSources(
  visible: readonly ListSource[],
  { query: { sources, filters }, context: { callerTokens } }: Question
): Candidate[] {
  const chosen = visible.filter(({ id }) => sources === null || sources.includes(id))
  for (const { calls } of chosen) calls.authorize(filters)
  const candidates = chosen.map((source) => ({ source, skipped: unsupported(source, filters, visible) }))
  const lacking = candidates.find(({ skipped }) => skipped !== null)
  if (sources !== null && lacking?.skipped) throw lacking.skipped
  return candidates.map(({ source, skipped }) => ({
    source,
    skipped: skipped ?? (hasCredentials(source, callerTokens) ? null : credentialsMissing(source))
  }))
}

/** A token that cannot be sent on counts: the source fails with it when it is asked. */
function hasCredentials({ id, calls }: ListSource, callerTokens: CallerTokens): boolean {
  return callerTokens.has(id) || calls.configured
}

function unsupported(
  { id, calls, definition }: ListSource,
  filters: Filters,
  visible: readonly ListSource[]
): Failure | null {
  const name = filterNames.find((name) => {
    const value = filters[name]
    return value !== undefined && !calls.supports(name, value)
  })
  if (name === undefined) return null
  const cannot = definition.filters.includes(name) ? 'knows no such' : 'cannot filter by'
  const others = visible.filter((source) => source.id !== id)
  return new Failure('unsupported-filter', { detail: `${id} ${cannot} ${name}; ${whoCan(name, others)}`, source: id })
}

function whoCan(name: FilterName, visible: readonly ListSource[]): string {
  const able = visible.filter(({ definition }) => definition.filters.includes(name)).map(({ id }) => id)
  return able.length === 0 ? 'none of the others that may be asked can' : `these sources can: ${able.join(', ')}`
}
