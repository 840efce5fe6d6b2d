import type { Source } from './answers.ts'
import type { operations } from './schema.d.ts'

/** A source with a list of accounts: a value of the parameter `source`. */
export type ListSourceId = NonNullable<AccountsQuery['source']>[number]

/** Parameters of `listAccounts`. */
export type AccountsQuery = ParametersOf<operations['listAccounts']['parameters']['query']>
/** Parameters of `searchAccounts`. */
export type SearchQuery = ParametersOf<operations['searchAccounts']['requestBody']['content']['application/json']>
/** Parameters of `iterateAccounts`, which sets the cursor itself. */
export type WalkQuery = Omit<AccountsQuery, 'cursor' | 'page'>
/** Parameters of `exportUrl`. */
export type ExportFileQuery = ParametersOf<operations['exportAccounts']['parameters']['query']>
/** Parameters of `exportAccounts`. */
export type ExportQuery = Omit<ExportFileQuery, 'format' | 'bom'>
export type LookupQuery = ParametersOf<operations['lookupAccount']['parameters']['query']>

/** Exactly one of `phone`, `email` and `loginId`. `loginSource` goes with `loginId` and defaults to `openAccount`. */
export type LookupKey = Only<'phone'> | Only<'email'> | (Only<'loginId'> & { readonly loginSource?: string })
type Only<Key extends KeyName> = Readonly<Record<Key, string>> & { readonly [Other in Exclude<KeyName, Key>]?: never }
type KeyName = 'phone' | 'email' | 'loginId'

/** The parameters as a caller may give them: lists may be read-only, and `undefined` means absent. */
type ParametersOf<Query> = { readonly [Name in keyof NonNullable<Query>]?: Value<NonNullable<Query>[Name]> }
type Value<Type> = Type extends readonly (infer Item)[] ? readonly Item[] : Type | undefined

/** Every filter, and whether its value is personal data. The compiler demands an entry for each filter of the document. */
const personal = new Map<string, boolean>(
  Object.entries({
    q: true,
    organizationId: false,
    role: false,
    appId: false,
    employeeId: true,
    email: true,
    phone: true,
    userName: true
  } satisfies Record<Source['filters' | 'scanFilters'][number], boolean>)
)

/** Whether a query filters by personal data. Such a query belongs in a body (`searchAccounts`), because URLs end up in access logs. */
export function isPersonalQuery(query: AccountsQuery): boolean {
  return Object.entries(query).some(([name, value]) => value !== undefined && personal.get(name) === true)
}

/** Returns the query. Throws a TypeError for an empty list of sources, which in a URL would mean all of them. */
export function withSources<Query extends Pick<AccountsQuery, 'source'>>(query: Query): Query {
  if (query.source?.length !== 0) return query
  throw new TypeError('source is empty: name at least one source, or omit it to get all of them')
}
