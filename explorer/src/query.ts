import { isPersonalQuery, type AccountsQuery, type ListSourceId } from '@rollcall/client'

/** The filters that the form has, in its order. */
export const filterNames = ['q', 'organizationId', 'role', 'appId', 'employeeId'] as const
export type FilterName = (typeof filterNames)[number]

/** What the form asks for. */
export interface Query {
  /** The chosen ones; null is every source there is. */
  readonly sources: readonly ListSourceId[] | null
  readonly limit: number
  readonly partial: 'allow' | 'forbid'
  /** Whether each account comes with its upstream row. */
  readonly raw: boolean
  /** Only those that are filled in. */
  readonly filters: Readonly<Partial<Record<FilterName, string>>>
}

/** A request for a page. One that names a person is a POST, so that it does not stand in an address. */
export interface PageRequest {
  readonly method: 'GET' | 'POST'
  readonly parameters: AccountsQuery
}

/** What the form asks for → the request for the page at `cursor`; null is the first one. */
export function toRequest(query: Query, cursor: string | null): PageRequest {
  const { sources, limit, partial, raw, filters } = query
  return {
    method: isPersonalQuery(filters) ? 'POST' : 'GET',
    parameters: {
      ...(sources !== null && { source: [...sources] }),
      limit,
      ...filters,
      ...(partial === 'forbid' && { partial }),
      ...(raw && { include: 'raw' }),
      ...(cursor !== null && { cursor })
    }
  }
}

/** What the form asks for → the fragment of the page's address, without `#` and without what names a person. */
export function toFragment({ sources, limit, partial, raw, filters }: Query): string {
  const parameters = new URLSearchParams()
  if (sources !== null) parameters.set('source', sources.join(','))
  parameters.set('limit', String(limit))
  for (const name of filterNames) {
    const value = filters[name]
    if (value !== undefined && !isPersonalQuery({ [name]: value })) parameters.set(name, value)
  }
  if (partial === 'forbid') parameters.set('partial', partial)
  if (!raw) parameters.set('raw', 'no')
  return parameters.toString().replaceAll('%2C', ',')
}

/** The fragment of an address → what the form asks for. What is not known or out of range counts as not there. */
export function fromFragment(fragment: string, known: readonly ListSourceId[]): Query {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ''))
  const asked = parameters.get('source')?.split(',') ?? []
  const sources = known.filter((id) => asked.includes(id))
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
    raw: parameters.get('raw') !== 'no',
    filters
  }
}
