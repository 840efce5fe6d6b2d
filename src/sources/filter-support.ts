import type { FilterName } from '../model/query.ts'
import type { FilterTable } from './filters.ts'

interface Filtering {
  readonly id: string
  readonly filterTable: FilterTable
}

/** Says for a filter which of these sources have it: "Sources: industry, iam (also its number)." */
export function filterSupport(definitions: readonly Filtering[]): (name: FilterName) => string {
  return (name) => {
    const able = definitions.flatMap(({ id, filterTable: { [name]: filter } }) => {
      if (filter === undefined) return []
      return typeof filter === 'string' ? [id] : [`${id} (${filter.note})`]
    })
    if (able.length === 0) return 'No enabled source has this filter.'
    return `${able.length === 1 ? 'Source' : 'Sources'}: ${able.join(', ')}.`
  }
}
