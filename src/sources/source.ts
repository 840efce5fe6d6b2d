import type { Account } from '../model/account.ts'
import type { LookupKey } from '../model/lookup.ts'
import type { FilterName, Filters } from '../model/query.ts'
import type { GatewayCredentials } from './iot-gateway/sign.ts'
import type { UpstreamAnswer, UpstreamRequest } from '../upstream/message.ts'
import type { Fields } from './fields.ts'
import type { MapRow } from './map-row.ts'
import type { Row } from './row.ts'

/** Rows `size * index` to `size * (index + 1)` of a list; or, where the upstream takes any offset, rows `offset` on. */
export interface UpstreamPage {
  readonly offset: number
  readonly size: number
}

/** Whose upstream rights a call runs with, and how it is traced. */
export interface CallContext {
  readonly requestId: string
  /** For `request.language`; null when the caller named none. */
  readonly language: string | null
  /** The caller's own token for this source, null when none was sent. */
  readonly callerToken: string | null
}

export interface GatewaySettings extends GatewayCredentials {
  readonly baseUrl: string
}

export interface IamSettings {
  readonly baseUrl: string
  readonly accessToken: string | null
  readonly offsetUnit: 'row' | 'page'
}

/** Everything that sources are set up with; a group that is not set is null. */
export interface UpstreamSettings {
  readonly gateway: GatewaySettings | null
  readonly iam: IamSettings | null
  readonly industryAppId: string | null
}

/** What is known of a source before it has any settings: enough for settings, docs and `/sources`. */
export interface SourceFacts {
  readonly id: string
  readonly title: string
  /** Which group of settings it needs. */
  readonly settings: 'gateway' | 'iam'
  readonly operation: { readonly method: 'GET' | 'POST'; readonly path: string; readonly apiVersion: string | null }
  readonly timeoutMs: number
  /** The header (and cookie) that carries a caller's own upstream token; null when the upstream takes none. */
  readonly callerToken: { readonly header: string; readonly cookie: string | null } | null
  /** How its rows are read. */
  readonly fields: Fields
  /** The Account properties that they fill. */
  readonly properties: readonly (keyof Account)[]
}

/** All that is particular to one upstream list. Pure but for clock and nonce. */
export interface ListSource {
  /** Whether a call can be made at all: with the caller's token, or with credentials of our own. */
  readonly hasCredentials: (callerToken: string | null) => boolean
  /** Whether credentials of our own are set. */
  readonly configured: boolean
  /** `rows`: any offset is fine; `pages`: offsets are multiples of the page size. */
  readonly grid: 'rows' | 'pages'
  /** Whether the upstream's document leaves open if its offset counts rows or pages: then both are watched for. */
  readonly offsetIsAmbiguous: boolean
  /** Whether it can filter by this value. */
  readonly supports: (name: FilterName, value: string) => boolean
  /** Throws a Failure `forbidden` for filters that this installation does not allow. */
  readonly authorize: (filters: Filters) => void
  /** One upstream page → one request, ready to send. */
  readonly buildRequest: (page: UpstreamPage, filters: Filters, context: CallContext) => UpstreamRequest
  /** Its answer → rows (null when the list is absent) and total. Throws a Failure. */
  readonly readResponse: (answer: UpstreamAnswer) => ListAnswer
  readonly toAccount: MapRow
}

export interface ListAnswer {
  readonly rows: readonly unknown[] | null
  readonly total: number | null
}

/** All that is particular to one upstream lookup. */
export interface LookupSource {
  readonly hasCredentials: (callerToken: string | null) => boolean
  readonly configured: boolean
  readonly buildRequest: (key: LookupKey, context: CallContext) => UpstreamRequest
  /** The row found. Throws a Failure, `account-not-found` included. */
  readonly readResponse: (answer: UpstreamAnswer) => Row
  readonly toAccount: MapRow
}

export interface ListDefinition extends SourceFacts {
  readonly kind: 'list'
  readonly filters: readonly FilterName[]
  readonly maxPageSize: number
  /** Null when its group of settings is not set. */
  readonly open: (settings: UpstreamSettings) => ListSource | null
}

export interface LookupDefinition extends SourceFacts {
  readonly kind: 'lookup'
  readonly open: (settings: UpstreamSettings) => LookupSource | null
}

export type SourceDefinition = ListDefinition | LookupDefinition
