import { Type, type Static } from 'typebox'
import { Fields, type SelectedFields } from './fields.ts'

export const filterNames = ['q', 'organizationId', 'role', 'appId', 'employeeId'] as const

/** What a list can be narrowed by. */
export type FilterName = (typeof filterNames)[number]
export type Filters = Readonly<Partial<Record<FilterName, string>>>

/** What a caller asks of a list, checked, with every default filled in. */
export interface AccountQuery {
  /** The sources named, each once, in the registry's order; null when none was named. */
  readonly sources: readonly string[] | null
  /** Accounts in one answer, at most. */
  readonly limit: number
  readonly cursor: string | null
  /** 1-based, instead of a cursor. */
  readonly page: number | null
  readonly filters: Filters
  /** `forbid`: an answer without one of the sources is none. */
  readonly partial: 'allow' | 'forbid'
  readonly includeRaw: boolean
  readonly fields: SelectedFields
}

/**
 * Everything a cursor is bound to, as one text. Equal queries give equal texts, however they were spelled: `sources` and
 * `filters` are in the order of the registry and of `filterNames`. What is not asked for is not in it, so that cursors of older
 * versions stay valid.
 */
export function bindingOf({ sources, limit, filters, partial, includeRaw, fields }: AccountQuery): string {
  const always = [sources, limit, filters, partial, includeRaw]
  return JSON.stringify(fields === null ? always : [...always, fields])
}

/**
 * What a list can be asked for, as a query string and as a JSON body alike. `sources` are the enabled lists; `supportOf` says which
 * of them have a filter, in a sentence of its own.
 */
export function accountQuerySchema(sources: readonly string[], supportOf: (name: FilterName) => string) {
  const filter = (name: FilterName, meaning: string) =>
    Type.Optional(
      Type.String({ minLength: 1, maxLength: 256, pattern: '\\S', description: `${meaning} ${supportOf(name)}` })
    )
  return Type.Object(
    {
      source: Type.Optional(
        Type.Array(Type.Unsafe<string>({ type: 'string', enum: [...sources], title: 'ListSourceId' }), {
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
      q: filter('q', 'Text to search for in names, phone numbers and mail addresses, such as `Emma`.'),
      organizationId: filter('organizationId', 'Only members of this organization, by its id, such as `org-rd`.'),
      role: filter('role', 'Only accounts with this role code, such as `sp_operator`.'),
      appId: filter('appId', 'Only users of this application instance, by its id.'),
      employeeId: filter('employeeId', 'Seen by this employee, by id, instead of the main account.'),
      partial: Type.Optional(
        Type.Enum(['allow', 'forbid'], {
          default: 'allow',
          description:
            'Whether some sources may fail or be skipped while others answer. `forbid`: then the answer is a problem.'
        })
      ),
      include: Type.Optional(
        Type.Enum(['raw'], { description: '`raw`: each account with its upstream row, as it came, less secrets.' })
      ),
      fields: Fields
    },
    { additionalProperties: false }
  )
}

/** A query as a request gives it, checked by the schema. */
export type GivenQuery = Static<ReturnType<typeof accountQuerySchema>>
