import { filterNames, type AnyFilterName, type FilterName, type Filters } from '../model/query.ts'
import { Failure } from '../problems/failure.ts'
import type { CallParameters } from './family.ts'

/** Our filter → the upstream's. */
export type FilterTable = Readonly<Partial<Record<FilterName, Filter>>>

/** The upstream's parameter, if both use the same values; otherwise with the conversion. */
type Filter = string | MappedFilter

interface MappedFilter {
  readonly parameter: string
  /** Our value → the upstream's; null for a value that the upstream does not know. */
  readonly toTheirs: (value: string) => string | number | null
  /** A note in the documentation for this source. */
  readonly note: string
}

/** Whether the upstream can filter by this value. */
export function supportsFilter(table: FilterTable, name: AnyFilterName, value: string): boolean {
  const filter = filterOf(table, name)
  return filter !== undefined && toTheirs(filter, value) !== null
}

/** The upstream's parameters for the given filters, in our order. */
export function filterParameters(table: FilterTable, asked: Filters): CallParameters {
  const parameters: Record<string, string | number> = {}
  for (const name of filterNames) {
    const filter = table[name]
    const value = asked[name]
    if (filter === undefined || value === undefined) continue
    const theirs = toTheirs(filter, value)
    if (theirs !== null) parameters[parameterOf(filter)] = theirs
  }
  return parameters
}

/** Throws a Failure `forbidden` for a filter that is fixed to another value. */
export function refuseOtherValues(fixed: Filters, asked: Filters): void {
  for (const name of filterNames) {
    if (fixed[name] === undefined || asked[name] === undefined || asked[name] === fixed[name]) continue
    throw new Failure('forbidden', { detail: `${name} is fixed to another value by this installation` })
  }
}

/** The upstream's parameters that carry filters. */
export function filterParameterNames(table: FilterTable): string[] {
  return Object.values(table).map(parameterOf)
}

/** The upstream's filter with this name; undefined if there is none. */
export function filterOf(
  table: Readonly<Partial<Record<AnyFilterName, Filter>>>,
  name: AnyFilterName
): Filter | undefined {
  return table[name]
}

function parameterOf(filter: Filter): string {
  return typeof filter === 'string' ? filter : filter.parameter
}

function toTheirs(filter: Filter, value: string): string | number | null {
  return typeof filter === 'string' ? value : filter.toTheirs(value)
}
