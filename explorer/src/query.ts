import { isPersonalQuery, type AccountsQuery, type ListSourceId } from '@rollcall/client'

/** The filters of the form, in its order. */
export const filterNames = ['q', 'userName', 'email', 'phone', 'organizationId', 'role', 'appId', 'employeeId'] as const
export type FilterName = (typeof filterNames)[number]

/** What the form describes. */
export interface Query {
  /** Null means every source. */
  readonly sources: readonly ListSourceId[] | null
  readonly limit: number
  readonly partial: 'allow' | 'forbid'
  /** Whether accounts include the upstream's row. */
  readonly raw: boolean
  /** Whether the lists of sources that cannot filter are read through. */
  readonly scan: boolean
  /** Only filters that are filled in. */
  readonly filters: Readonly<Partial<Record<FilterName, string>>>
}

/** A request for a page. With personal data it is a POST, which keeps the data out of the URL. */
export interface PageRequest {
  readonly method: 'GET' | 'POST'
  readonly parameters: AccountsQuery
}

/** The request for the page at `cursor`; null is the first page. */
export function toRequest(query: Query, cursor: string | null): PageRequest {
  const { sources, limit, partial, raw, scan, filters } = query
  return {
    method: isPersonalQuery(filters) ? 'POST' : 'GET',
    parameters: {
      ...(sources !== null && { source: [...sources] }),
      limit,
      ...filters,
      ...(scan && Object.keys(filters).length > 0 && { scan: 'allow' as const }),
      ...(partial === 'forbid' && { partial }),
      ...(raw && { include: 'raw' }),
      ...(cursor !== null && { cursor })
    }
  }
}

/** The query as the fragment of the page's address, without `#` and without personal data. */
export function toFragment({ sources, limit, partial, raw, scan, filters }: Query): string {
  const parameters = new URLSearchParams()
  if (sources !== null) parameters.set('source', sources.join(','))
  parameters.set('limit', String(limit))
  for (const name of filterNames) {
    const value = filters[name]
    if (value !== undefined && !isPersonalQuery({ [name]: value })) parameters.set(name, value)
  }
  if (partial === 'forbid') parameters.set('partial', partial)
  if (raw) parameters.set('raw', 'yes')
  if (!scan) parameters.set('scan', 'forbid')
  return parameters.toString().replaceAll('%2C', ',')
}

/** The query in a fragment. Unknown and invalid values count as absent. */
export function fromFragment(fragment: string, known: readonly ListSourceId[]): Query {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ''))
  const named = parameters.get('source')?.split(',') ?? []
  const sources = known.filter((id) => named.includes(id))
  const limit = Number(parameters.get('limit'))
  const filters: Partial<Record<FilterName, string>> = {}
  for (const name of filterNames) {
    const value = parameters.get(name)?.trim() ?? ''
    if (value !== '' && !isPersonalQuery({ [name]: value })) filters[name] = value
  }
  return {
    sources: sources.length === 0 ? null : sources,
    limit: Number.isInteger(limit) && limit >= 1 && limit <= 100 ? limit : 20,
    partial: parameters.get('partial') === 'forbid' ? 'forbid' : 'allow',
    raw: parameters.get('raw') === 'yes',
    scan: parameters.get('scan') !== 'forbid',
    filters
  }
}
