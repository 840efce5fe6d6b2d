import type { FastifyRequest } from 'fastify'
import { isObject } from '../../json.ts'
import { filterNames, type AccountQuery, type Filters, type GivenQuery } from '../../model/query.ts'

/** Checked parameters → the domain's query. `order` is the registry's order of sources. */
export function toAccountQuery(params: GivenQuery, order: readonly string[]): AccountQuery {
  const { source, limit = 20, cursor = null, page = null, partial = 'allow', include } = params
  const filters: Partial<Record<keyof Filters, string>> = {}
  for (const name of filterNames) {
    const value = params[name]
    if (value !== undefined) filters[name] = value
  }
  return {
    sources: source === undefined ? null : order.filter((id) => source.includes(id)),
    limit,
    cursor,
    page,
    filters,
    partial,
    includeRaw: include === 'raw'
  }
}

const numbers = ['limit', 'page']

/**
 * A query string knows only text: integers become numbers and the comma list of sources a list, before the schema is
 * asked. What is neither stays as it is, for the schema to refuse: nothing is coerced.
 */
export function prepareQuery(request: FastifyRequest, _reply: unknown, done: () => void): void {
  const query: unknown = request.query
  if (isObject(query)) {
    for (const name of numbers) {
      const value = query[name]
      if (typeof value === 'string' && /^-?\d{1,30}$/.test(value)) query[name] = Number(value)
    }
    const bom = query['bom']
    if (bom === 'true' || bom === 'false') query['bom'] = bom === 'true'
    const source = query['source']
    if (source !== undefined) {
      query['source'] = [source].flat().flatMap((value) => (typeof value === 'string' ? value.split(',') : [value]))
    }
  }
  done()
}
