import type { Account } from '../model/account.ts'
import type { LookupKey } from '../model/lookup.ts'
import type { AnyFilterName, FilterName, Filters } from '../model/query.ts'
import type { UpstreamAnswer, UpstreamRequest } from '../upstream/message.ts'
import type { Family, FamilySettings, Operation, RequestOptions } from './family.ts'
import type { Fields } from './fields.ts'
import type { FilterTable } from './filters.ts'
import type { MapRow } from './map-row.ts'
import type { Row } from './row.ts'

/** What a source's table says whatever the source is. */
export interface SourceTable {
  /** Lower case, digits and dashes. */
  readonly id: string
  readonly title: { readonly en: string; readonly zh: string }
  readonly timeoutMs: number
  /** The header (and cookie) that carries a caller's own upstream token; null when the upstream takes none. */
  readonly callerToken: { readonly header: string; readonly cookie: string | null } | null
  /** How its rows are read. */
  readonly fields: Fields
}

/** What is known of a source before it has any settings: enough for settings, docs and `/sources`. */
interface SourceFacts<Settings extends FamilySettings> extends SourceTable {
  readonly family: Family<Settings>
  readonly operation: Operation
  /** The Account properties that its rows fill. */
  readonly properties: readonly (keyof Account)[]
}

export interface ListDefinition<Settings extends FamilySettings = FamilySettings> extends SourceFacts<Settings> {
  readonly kind: 'list'
  readonly filters: readonly FilterName[]
  readonly filterTable: FilterTable
  readonly maxPageSize: number
  open(settings: Settings): ListCalls
}

export interface LookupDefinition<Settings extends FamilySettings = FamilySettings> extends SourceFacts<Settings> {
  readonly kind: 'lookup'
  open(settings: Settings): LookupCalls
}

export type SourceDefinition = ListDefinition | LookupDefinition

/** Rows `offset` to `offset + size` of a list. For an upstream that counts pages, `offset` is a multiple of `size`. */
export interface UpstreamPage {
  readonly offset: number
  readonly size: number
}

/** All that is particular to one upstream list. Pure but for clock and nonce. */
export interface ListCalls {
  /** Whether a call can be made at all: with the caller's token, or with credentials of our own. */
  readonly hasCredentials: (callerToken: string | null) => boolean
  /** Whether credentials of our own are set. */
  readonly configured: boolean
  /** `rows`: any offset is fine; `pages`: offsets are multiples of the page size. */
  readonly grid: 'rows' | 'pages'
  /** Where the upstream's document leaves open if its offset counts rows or pages: the setting that says so. Then both are watched for. */
  readonly offsetSetting: string | null
  /** Whether it can filter by this value. */
  readonly supports: (name: AnyFilterName, value: string) => boolean
  /** Throws a Failure `forbidden` for filters that this installation does not allow. */
  readonly authorize: (filters: Filters) => void
  /** One upstream page → one request, ready to send. */
  readonly buildRequest: (page: UpstreamPage, filters: Filters, options: RequestOptions) => UpstreamRequest
  /** Its answer → rows (null when the list is absent) and total. Throws a Failure. */
  readonly readResponse: (answer: UpstreamAnswer) => ListAnswer
  readonly toAccount: MapRow
}

export interface ListAnswer {
  readonly rows: readonly unknown[] | null
  /** Null where the upstream tells none. */
  readonly total: number | null
}

/** All that is particular to one upstream lookup. */
export interface LookupCalls {
  readonly hasCredentials: (callerToken: string | null) => boolean
  readonly configured: boolean
  readonly buildRequest: (key: LookupKey, options: RequestOptions) => UpstreamRequest
  /** The row found. Throws a Failure, `account-not-found` included. */
  readonly readResponse: (answer: UpstreamAnswer) => Row
  readonly toAccount: MapRow
}
