import type { FastifyRequest } from 'fastify'
import { Type, type Static } from 'typebox'
import { isObject } from '../../json.ts'
import type { AccountQuery } from '../../model/query.ts'
import { filterNames, type Filters } from '../../sources/source.ts'

const filter = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 256, pattern: '\\S', description }))

/** What a list can be asked for, as a query string and as a JSON body alike. `sources` are the enabled lists. */
export function accountsQuerySchema(sources: readonly string[]) {
  return Type.Object(
    {
      source: Type.Optional(
        Type.Array(Type.Unsafe<string>({ type: 'string', enum: [...sources] }), {
          minItems: 1,
          maxItems: 32,
          description:
            'Sources to ask. Left out: every enabled one that the caller may see. In a query: a comma list, or repeated.',
          examples: [sources.slice(0, 1)]
        })
      ),
      limit: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'The most accounts in the answer.' })
      ),
      cursor: Type.Optional(
        Type.String({
          description: '`page.nextCursor` of the page before. All other parameters must stay the same.'
        })
      ),
      page: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 10_000_000,
          description: 'Number of the page, from 1, instead of `cursor`. For exactly one source.'
        })
      ),
      q: filter(
        'Text to search for in names, phone numbers and mail addresses, such as `Emma`. Sources: industry, iam.'
      ),
      organizationId: filter('Only members of this organization, by its id, such as `org-rd`. Source: industry.'),
      role: filter(
        'Only accounts with this role code, such as `sp_operator`; for iam also its number. Sources: industry, iam.'
      ),
      appId: filter('Only users of this application instance, by its id. Source: industry.'),
      employeeId: filter('Seen by this employee, by id, instead of the main account. Source: industry.'),
      partial: Type.Optional(
        Type.Enum(['allow', 'forbid'], {
          default: 'allow',
          description:
            'Whether some sources may fail or be skipped while others answer. `forbid`: then the answer is a problem.'
        })
      ),
      include: Type.Optional(
        Type.Enum(['raw'], { description: '`raw`: each account with its upstream row, as it came, less secrets.' })
      )
    },
    { additionalProperties: false }
  )
}

export type AccountsQuery = Static<ReturnType<typeof accountsQuerySchema>>

/** Checked parameters → the domain's query. `order` is the registry's order of sources. */
export function toAccountQuery(params: AccountsQuery, order: readonly string[]): AccountQuery {
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
