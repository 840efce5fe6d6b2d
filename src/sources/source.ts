import type { Account } from '../model/account.ts'
import type { LookupKey } from '../model/lookup.ts'
import type { AnyFilterName, FilterName, Filters } from '../model/query.ts'
import type { UpstreamAnswer, UpstreamRequest } from '../upstream/message.ts'
import type { Family, FamilySettings, Operation, RequestOptions } from './family.ts'
import type { Fields } from './fields.ts'
import type { FilterTable } from './filters.ts'
import type { MapRow } from './map-row.ts'
import type { Row } from './row.ts'

/** The common part of every source's table. */
export interface SourceTable {
  /** Lower case, digits and dashes. */
  readonly id: string
  readonly title: { readonly en: string; readonly zh: string }
  readonly timeoutMs: number
  /** The header (and cookie) for a caller's own upstream token; null if the upstream takes none. */
  readonly callerToken: { readonly header: string; readonly cookie: string | null } | null
  /** The readers of its rows. */
  readonly fields: Fields
}

/** The facts about a source without settings: enough for the documentation and `/sources`. */
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

/** The calls of one upstream list. Pure except for clock and nonce. */
export interface ListCalls {
  /** Whether a call has credentials: the caller's token or our own. */
  readonly hasCredentials: (callerToken: string | null) => boolean
  /** Whether our own credentials are set. */
  readonly configured: boolean
  /** `rows`: any offset is allowed; `pages`: offsets are multiples of the page size. */
  readonly grid: 'rows' | 'pages'
  /**
   * The setting for the offset unit, if the upstream's document does not say whether it counts rows or pages. Then signs of the
   * wrong unit are reported.
   */
  readonly offsetSetting: string | null
  /** Whether the upstream can filter by this value. */
  readonly supports: (name: AnyFilterName, value: string) => boolean
  /** Throws a Failure `forbidden` for filters that this installation does not allow. */
  readonly authorize: (filters: Filters) => void
  /** One upstream page → one request, ready to send. */
  readonly buildRequest: (page: UpstreamPage, filters: Filters, options: RequestOptions) => UpstreamRequest
  /** Its answer → rows (null if the list is absent) and total. Throws a Failure. */
  readonly readResponse: (answer: UpstreamAnswer) => ListAnswer
  readonly toAccount: MapRow
}

export interface ListAnswer {
  readonly rows: readonly unknown[] | null
  /** Null if the upstream reports none. */
  readonly total: number | null
}

/** The calls of one upstream lookup. */
export interface LookupCalls {
  readonly hasCredentials: (callerToken: string | null) => boolean
  readonly configured: boolean
  readonly buildRequest: (key: LookupKey, options: RequestOptions) => UpstreamRequest
  /** The row found. Throws a Failure, `account-not-found` included. */
  readonly readResponse: (answer: UpstreamAnswer) => Row
  readonly toAccount: MapRow
}
