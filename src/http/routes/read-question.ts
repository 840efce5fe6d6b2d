import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Question } from '../../accounts/question.ts'
import { askableBy } from '../../callers/visible-sources.ts'
import { isObject } from '../../json.ts'
import { selectedFields } from '../../model/fields.ts'
import { allFilterNames, type AccountQuery, type AnyFilterName, type GivenQuery } from '../../model/query.ts'
import { invalidRequest } from '../../problems/failure.ts'
import type { ListSource } from '../../sources/open-sources.ts'
import { toCallContext } from '../to-call-context.ts'

/** Options of the routes over lists. */
export interface ListRoutesOptions {
  /** The enabled lists. */
  readonly lists: readonly ListSource[]
}

/**
 * Validated parameters → the query, and the lists that the caller may use. Throws a Failure for a source without access, and for
 * parameters that exclude each other.
 */
export function readQuestion(
  params: GivenQuery,
  reply: FastifyReply,
  { lists }: ListRoutesOptions
): { readonly visible: readonly ListSource[]; readonly question: Question } {
  const { caller, method } = reply.request
  const query = toAccountQuery(params, lists)
  const visible = askableBy(caller, lists, query.sources)
  const mistake = pagingMistake(query, query.sources?.length ?? visible.length)
  if (mistake !== null)
    throw invalidRequest({ in: method === 'POST' ? 'body' : 'query', name: 'page', message: mistake })
  return { visible, question: { query, context: toCallContext(reply, lists) } }
}

function toAccountQuery(params: GivenQuery, lists: readonly ListSource[]): AccountQuery {
  const { source, limit = 20, cursor, page = null, partial = 'allow', include, fields, scan = 'forbid' } = params
  const filters: Partial<Record<AnyFilterName, string>> = {}
  for (const name of allFilterNames) {
    const value = params[name]
    if (value !== undefined) filters[name] = value
  }
  return {
    sources: source === undefined ? null : lists.map(({ id }) => id).filter((id) => source.includes(id)),
    limit,
    // Generated clients for infinite queries send an empty one for the first page.
    cursor: cursor === undefined || cursor === '' ? null : cursor,
    page,
    filters,
    scan,
    partial,
    includeRaw: include === 'raw',
    fields: selectedFields(fields)
  }
}

function pagingMistake({ page, cursor, scan }: AccountQuery, sources: number): string | null {
  if (page === null) return null
  if (scan === 'allow') return 'must not be sent with scan=allow: use cursor'
  if (cursor !== null) return 'must not be sent with cursor'
  return sources === 1 ? null : 'needs exactly one source'
}

const numbers = ['limit', 'page']

/**
 * Converts the values of a query string to the types of its schema: integers, booleans and comma lists. Any other value stays
 * text, and the schema refuses it. Nothing is coerced.
 */
export function prepareQuery({ query }: FastifyRequest, _reply: unknown, done: () => void): void {
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
    const fields = query['fields']
    // A repeated parameter arrives as a list. It stays one and is refused.
    if (fields !== undefined) query['fields'] = typeof fields === 'string' ? fields.split(',') : [fields]
  }
  done()
}

/** The cost of a request with `scan=allow` in the rate limit: it can cause many upstream calls. */
const scanWeight = 5

/** The cost of a request for a list in the rate limit. */
export function weightOfQuestion({ query, body }: FastifyRequest): number {
  const isScan = [query, body].some((params) => isObject(params) && params['scan'] === 'allow')
  return isScan ? scanWeight : 1
}
