import { Type, type Static } from 'typebox'
import { Fields, type SelectedFields } from './fields.ts'
import { Include } from './include.ts'

export const filterNames = ['q', 'organizationId', 'role', 'appId', 'employeeId'] as const
/** Filters that no upstream has: they need a scan. */
const exactFilterNames = ['email', 'phone', 'userName'] as const
/** Every filter, in the order of the documentation. */
export const allFilterNames = [...filterNames, ...exactFilterNames] as const

/** Filters that a scan can apply. The others identify the user who asks, not a property of accounts. */
export const scanFilterNames = ['q', 'organizationId', 'role', ...exactFilterNames] as const

/** Filters of upstream lists. */
export type FilterName = (typeof filterNames)[number]
/** Filters of upstreams or scans. */
export type AnyFilterName = (typeof allFilterNames)[number]
export type ScanFilterName = (typeof scanFilterNames)[number]
export type Filters = Readonly<Partial<Record<AnyFilterName, string>>>

export function isScannable(name: AnyFilterName): name is ScanFilterName {
  return scanFilterNames.some((other) => other === name)
}

/** A validated query over lists, with every default filled in. */
export interface AccountQuery {
  /** The named sources, without duplicates and in the registry's order; null if none was named. */
  readonly sources: readonly string[] | null
  /** Max accounts in one answer. */
  readonly limit: number
  readonly cursor: string | null
  /** 1-based, instead of a cursor. */
  readonly page: number | null
  readonly filters: Filters
  /** `allow`: the list of a source that cannot filter is read and filtered by the service. */
  readonly scan: 'forbid' | 'allow'
  /** `forbid`: if one source fails, the request fails. */
  readonly partial: 'allow' | 'forbid'
  readonly includeRaw: boolean
  readonly fields: SelectedFields
}

/**
 * Everything a cursor is bound to, as text. Equal queries give equal texts in any spelling, because `sources` and `filters`
 * follow the order of the registry and of `filterNames`. Absent parameters are left out, so that cursors of older versions stay
 * valid.
 */
export function bindingOf({ sources, limit, filters, partial, includeRaw, fields, scan }: AccountQuery): string {
  const always = [sources, limit, filters, partial, includeRaw]
  return JSON.stringify(fields === null && scan === 'forbid' ? always : [...always, fields, scan])
}

/**
 * The parameters of a list, for a query string or a JSON body. `sources` are the enabled lists. `supportOf` describes which of
 * them have a filter.
 */
export function accountQuerySchema(sources: readonly string[], supportOf: (name: AnyFilterName) => string) {
  const filter = (name: AnyFilterName, meaning: string) =>
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
            'List sources to read. Default: every enabled list source that the caller may see. In a query: a comma list, or repeated.',
          examples: [sources.slice(0, 1)]
        })
      ),
      limit: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'Max accounts in the answer.' })
      ),
      cursor: Type.Optional(
        Type.String({
          description: '`page.nextCursor` of the previous page. Keep all other parameters unchanged.'
        })
      ),
      page: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 10_000_000,
          description: 'Page number, from 1, instead of `cursor`. Requires exactly one source.'
        })
      ),
      q: filter('q', 'Text to search for in names, phone numbers and mail addresses.'),
      organizationId: filter('organizationId', 'Only members of this organization, by its id.'),
      role: filter('role', 'Only accounts with this role code, such as `sp_operator`.'),
      appId: filter('appId', 'Only users of this application, by its id.'),
      employeeId: filter(
        'employeeId',
        "Only accounts that this employee may see, by id. Default: all that the tenant's main account may see."
      ),
      email: filter('email', 'Only accounts with this mail address, whatever its case.'),
      phone: filter('phone', 'Only accounts with these digits as phone number, with or without calling code.'),
      userName: filter('userName', 'Only accounts with this user name, whatever its case.'),
      scan: Type.Optional(
        Type.Enum(['forbid', 'allow'], {
          default: 'forbid',
          description:
            '`allow`: every filter except `appId` and `employeeId` works on every source. If an upstream lacks a filter, its ' +
            'list is read and filtered here. A page of a list may then be short or empty until ' +
            '`nextCursor` is null, and counts for 5 requests in the rate limit.'
        })
      ),
      partial: Type.Optional(
        Type.Enum(['allow', 'forbid'], {
          default: 'allow',
          description:
            '`allow`: some sources may fail or be skipped. `forbid`: if one fails or is skipped, the answer is a problem.'
        })
      ),
      include: Include,
      fields: Fields
    },
    { additionalProperties: false }
  )
}

/** A query in a request, checked by the schema. */
export type GivenQuery = Static<ReturnType<typeof accountQuerySchema>>
