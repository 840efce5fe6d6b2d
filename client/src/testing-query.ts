import type { Source, SourceId } from './answers.ts'
import { sources } from './testing-data.ts'
import { problemOf } from './testing-factories.ts'
import type { MockAnswer } from './testing-mock.ts'

/** The next row of each source. */
export type Offsets = { readonly [Id in SourceId]?: number }

export interface ListQuery {
  readonly source: readonly string[] | null
  readonly limit: number
  readonly page: number | null
  readonly partial: 'allow' | 'forbid'
  readonly fields: readonly string[] | null
  readonly offsets: Offsets
  readonly scan: boolean
  readonly filters: ReadonlyMap<string, string>
}

type Parameters = Readonly<Record<string, unknown>>

const filterNames = new Set(['q', 'organizationId', 'role', 'appId', 'employeeId', 'email', 'phone', 'userName'])
const others = new Set(['source', 'limit', 'cursor', 'page', 'partial', 'include', 'fields', 'format', 'bom', 'scan'])

/** The parameters of a query string or a body as a query, or the problem that the service answers with. */
export function readQuery(given: Parameters, place: 'query' | 'body'): ListQuery | MockAnswer {
  const filters = Object.keys(given).filter((name) => filterNames.has(name))
  const source = listOf(given['source'])
  const limit = Number(given['limit'] ?? 20)
  const page = given['page'] === undefined ? null : Number(given['page'])
  const mistake = (name: string, message: string): MockAnswer => {
    const detail = `${name} ${message}`
    return { status: 400, body: problemOf('invalid-request', { detail, errors: [{ in: place, name, message }] }) }
  }
  const unknown = Object.keys(given).find((name) => !others.has(name) && !filterNames.has(name))
  if (unknown !== undefined) return mistake(unknown, 'is not a parameter of this operation')
  if (source?.every(isList) === false) return mistake('source', 'must be ids of list sources')
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) return mistake('limit', 'must be from 1 to 100')
  const scan = given['scan'] === 'allow'
  const lacking = sources.find(
    (each) => source?.includes(each.source) && !filters.every((name) => supports(each, name, scan))
  )
  if (lacking !== undefined) {
    const detail = `${lacking.source} cannot filter by ${filters.join(', ')}`
    return { status: 400, body: problemOf('unsupported-filter', { detail, source: lacking.source }) }
  }
  const offsets = page === null ? readCursor(given['cursor']) : { [source?.[0] ?? '']: (page - 1) * limit }
  if (offsets === null) return { status: 400, body: problemOf('cursor-invalid') }
  return {
    source,
    limit,
    page,
    partial: given['partial'] === 'forbid' ? 'forbid' : 'allow',
    fields: listOf(given['fields']),
    offsets,
    scan,
    filters: new Map(filters.map((name) => [name, textOf(given[name])]))
  }
}

/** Whether a source supports a filter, by its upstream or by a scan. */
export function supports({ filters, scanFilters }: Source, filter: string, scan: boolean): boolean {
  return [...filters, ...(scan ? scanFilters : [])].some((name) => name === filter)
}

function isList(id: string): boolean {
  return sources.some(({ kind, source }) => kind === 'list' && source === id)
}

export function cursorOf(offsets: Offsets): string {
  return btoa(JSON.stringify(offsets))
}

function readCursor(cursor: unknown): Offsets | null {
  if (cursor === undefined || cursor === '') return {}
  try {
    return JSON.parse(atob(textOf(cursor)))
  } catch {
    return null
  }
}

function listOf(value: unknown): readonly string[] | null {
  if (value === undefined) return null
  return Array.isArray(value) ? value.map(String) : textOf(value).split(',')
}

/** The service accepts no query with any other value. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
