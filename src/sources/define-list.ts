import { filterNames, type Filters } from '../model/query.ts'
import type { Family, FamilySettings, Operation } from './family.ts'
import { filterParameters, refuseOtherValues, supportsFilter, type FilterTable } from './filters.ts'
import { readList } from './list-envelope.ts'
import { propertiesOf, rowMapper } from './map-row.ts'
import { pageParameters, type Paging } from './paging.ts'
import type { ListDefinition, ListCalls, SourceTable } from './source.ts'

/** The definition of one upstream list. */
export interface ListTable<Settings> extends SourceTable {
  readonly operation: Operation
  readonly maxPageSize: number
  readonly paging: Paging | ((settings: Settings) => Paging)
  /** The setting for the offset unit, if the upstream's document does not say whether it counts rows or pages. */
  readonly offsetSetting?: string
  readonly filters: FilterTable
  /** Filter values that the installation fixes. Another value from a caller is `forbidden`. */
  readonly fixedFilters?: (settings: Settings) => Filters
  /** The member of the envelope's data with the rows; null if the data is the list itself. */
  readonly list: string | null
  /** The member with the number of all rows; null if the upstream reports none. */
  readonly total: string | null
}

/** A list of this family's protocol. */
export function defineList<Settings extends FamilySettings>(
  family: Family<Settings>,
  table: ListTable<Settings>
): ListDefinition<Settings> {
  return {
    ...table,
    kind: 'list',
    family,
    properties: propertiesOf(table.fields),
    filters: filterNames.filter((name) => table.filters[name] !== undefined),
    filterTable: table.filters,
    open: (settings) => openList(family, table, settings)
  }
}

function openList<Settings extends FamilySettings>(
  family: Family<Settings>,
  table: ListTable<Settings>,
  settings: Settings
): ListCalls {
  const { operation, filters } = table
  const paging = typeof table.paging === 'function' ? table.paging(settings) : table.paging
  const fixed = table.fixedFilters?.(settings) ?? {}
  return {
    configured: family.hasCredentials(settings, null),
    hasCredentials: (callerToken) => family.hasCredentials(settings, callerToken),
    grid: paging.counts,
    offsetSetting: table.offsetSetting ?? null,
    supports: (name, value) => supportsFilter(filters, name, value),
    authorize: (asked) => refuseOtherValues(fixed, asked),
    buildRequest(page, asked, options) {
      const parameters = { ...pageParameters(paging, page), ...filterParameters(filters, { ...asked, ...fixed }) }
      return family.buildRequest(settings, { operation, parameters, options })
    },
    readResponse: (answer) => readList(family.readEnvelope(answer), table),
    toAccount: rowMapper(table.id, table.fields)
  }
}
