import { Failure } from '../problems/failure.ts'
import { credentialsMissing, type ListSource } from '../sources/open-sources.ts'
import { allFilterNames, isScannable, type AnyFilterName, type Filters } from '../model/query.ts'
import type { Question } from './question.ts'
import { canMatch, keepMatching, type KeepAccount } from './scan-filters.ts'

/** A source of the query, and how it is read. */
export interface Candidate {
  readonly source: ListSource
  /** Why it is skipped; null if it is read. */
  readonly skipped: Failure | null
  /** The filter applied here; null if the upstream applies all of them. */
  readonly keeps: KeepAccount | null
  /** Whether none of its accounts can match. Then it is not read. */
  readonly isEmpty: boolean
  /** Whether the upstream returns its whole list, without a filter. */
  readonly isWhole: boolean
}

/**
 * The sources of a query, in order: the named ones, else every one the caller may see. Throws a Failure when a named source
 * lacks a filter, or when this installation does not allow a filter's value.
 */
export function chooseSources(visible: readonly ListSource[], question: Question): Candidate[] {
  const { sources, filters } = question.query
  const chosen = visible.filter(({ id }) => sources === null || sources.includes(id))
  for (const { calls } of chosen) calls.authorize(filters)
  const candidates = chosen.map((source) => toCandidate(source, visible, question))
  const lacking = candidates.find(({ skipped }) => skipped?.slug === 'unsupported-filter')
  if (sources !== null && lacking?.skipped) throw lacking.skipped
  return candidates
}

function toCandidate(source: ListSource, visible: readonly ListSource[], { query, context }: Question): Candidate {
  const { filters, scan } = query
  const isAllowed = hasCredentials(source, context)
  const lacking = lackingFilters(source, filters)
  const plain = {
    source,
    skipped: isAllowed ? null : credentialsMissing(source),
    keeps: null,
    isEmpty: false,
    isWhole: Object.keys(filters).length === lacking.length
  }
  if (lacking.length === 0) return plain
  const scanned = lacking.filter(isScannable)
  if (scan === 'forbid' || scanned.length < lacking.length) {
    const skipped = unsupported(source, lacking, visible)
    return { ...plain, skipped }
  }
  if (!scanned.every((name) => canMatch(name, source.definition.properties))) {
    return { ...plain, skipped: null, isEmpty: true }
  }
  return { ...plain, keeps: keepMatching(filters, scanned) }
}

/** An unusable token counts as credentials: the source fails with it when it is read. */
function hasCredentials({ id, calls }: ListSource, { callerTokens }: Question['context']): boolean {
  return callerTokens.has(id) || calls.configured
}

/** The filters of a query that the source's upstream cannot apply. */
function lackingFilters({ calls }: ListSource, filters: Filters): AnyFilterName[] {
  return allFilterNames.filter((name) => {
    const value = filters[name]
    return value !== undefined && !calls.supports(name, value)
  })
}

/** The failure of a source that lacks filters. It names the first filter that a scan cannot apply either, else the first. */
function unsupported(
  { id, definition }: ListSource,
  lacking: readonly AnyFilterName[],
  visible: readonly ListSource[]
): Failure {
  const hopeless = lacking.find((name) => !isScannable(name))
  const name = hopeless ?? lacking[0] ?? 'q'
  const isKnown = definition.filters.some((filter) => filter === name)
  const others = visible.filter((source) => source.id !== id)
  const advice = hopeless === undefined ? '; with scan=allow its whole list is read and filtered' : ''
  return new Failure('unsupported-filter', {
    detail: `${id} ${isKnown ? 'does not know this value of' : 'cannot filter by'} ${name}; ${whoCan(name, others)}${advice}`,
    source: id
  })
}

function whoCan(name: AnyFilterName, visible: readonly ListSource[]): string {
  const able = visible
    .filter(({ definition }) => definition.filters.some((filter) => filter === name))
    .map(({ id }) => id)
  return able.length === 0 ? 'no other source that the caller may use can' : `these sources can: ${able.join(', ')}`
}
