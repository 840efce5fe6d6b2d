import { isScannable, type AnyFilterName } from '../model/query.ts'
import { filterOf, type FilterTable } from './filters.ts'

interface Filtering {
  readonly id: string
  readonly filterTable: FilterTable
}

/** Describes which of these sources have a filter: "Sources: industry, iam (also the role's number)." */
export function filterSupport(definitions: readonly Filtering[]): (name: AnyFilterName) => string {
  return (name) => {
    const able = definitions.flatMap(({ id, filterTable }) => {
      const filter = filterOf(filterTable, name)
      if (filter === undefined) return []
      return typeof filter === 'string' ? [id] : [`${id} (${filter.note})`]
    })
    if (able.length === 0) return isScannable(name) ? 'Needs `scan=allow`.' : 'No enabled source has this filter.'
    return `${able.length === 1 ? 'Source' : 'Sources'}: ${able.join(', ')}${isScannable(name) ? '; with `scan=allow` all' : ''}.`
  }
}
