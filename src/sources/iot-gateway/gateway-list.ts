import { randomUUID } from 'node:crypto'
import { Failure } from '../../problems/failure.ts'
import { readListData } from './envelope.ts'
import { signPost } from './sign.ts'
import type { UpstreamRequest } from '../../upstream/message.ts'
import { pathBelow } from '../base-path.ts'
import { readList } from '../list-envelope.ts'
import { propertiesOf, rowMapper } from '../map-row.ts'
import { filterNames, type FilterName, type Filters } from '../../model/query.ts'
import type { CallContext, GatewaySettings, ListDefinition, SourceFacts, UpstreamPage } from '../source.ts'

/** What differs from one gateway list to the next. */
export interface GatewayListSpec extends Omit<SourceFacts, 'settings' | 'operation' | 'properties'> {
  readonly path: string
  readonly apiVersion: string
  readonly maxPageSize: number
  /** Our filter → the upstream's parameter. */
  readonly filters: Readonly<Partial<Record<FilterName, string>>>
  /** Where `data` keeps its list and its total. */
  readonly listMember: string
  readonly totalMember: string
  /** Values that this installation fixes for a filter; another one from a caller is `forbidden`. */
  readonly fixedFilters?: (industryAppId: string | null) => Filters
}

/** A list behind the IoT API gateway → its definition. Pages are numbered from 1 (`pageNo`, `pageSize`). */
export function gatewayList(spec: GatewayListSpec): ListDefinition {
  const { path, apiVersion, filters, listMember, totalMember, fields, fixedFilters, ...facts } = spec
  const names = Object.keys(filters)
  return {
    ...facts,
    kind: 'list',
    settings: 'gateway',
    operation: { method: 'POST', path, apiVersion },
    fields,
    properties: propertiesOf(fields),
    filters: filterList(filters),
    open({ gateway, industryAppId }) {
      if (gateway === null) return null
      const fixed = fixedFilters?.(industryAppId) ?? {}
      return {
        configured: true,
        hasCredentials: () => true,
        grid: 'pages',
        offsetIsAmbiguous: false,
        supports: (name) => names.includes(name),
        authorize: (asked) => refuseOthers(fixed, asked),
        buildRequest: (page, asked, context) =>
          buildGatewayRequest(gateway, path, apiVersion, pageParams(page, { ...asked, ...fixed }, filters), context),
        readResponse: (answer) => readList(readListData(answer), listMember, totalMember),
        toAccount: rowMapper(facts.id, fields)
      }
    }
  }
}

/** One gateway operation's parameters → the signed POST. The envelope's `id` is our request id, for tracing. */
export function buildGatewayRequest(
  gateway: GatewaySettings,
  path: string,
  apiVersion: string,
  params: Readonly<Record<string, string | number>>,
  { requestId, language, callerToken }: CallContext
): UpstreamRequest {
  const fullPath = pathBelow(gateway.baseUrl, path)
  const body = JSON.stringify({
    id: requestId,
    version: '1.0',
    request: {
      apiVer: apiVersion,
      ...(callerToken === null ? {} : { iotToken: callerToken }),
      ...(language === null ? {} : { language })
    },
    params
  })
  const headers = signPost(fullPath, body, { nowMs: Date.now(), nonce: randomUUID() }, gateway)
  return { method: 'POST', path: fullPath, headers, body }
}

function pageParams(
  page: UpstreamPage,
  asked: Filters,
  theirs: GatewayListSpec['filters']
): Record<string, string | number> {
  const params: Record<string, string | number> = { pageNo: page.offset / page.size + 1, pageSize: page.size }
  for (const name of filterList(theirs)) {
    const value = asked[name]
    const parameter = theirs[name]
    if (value !== undefined && parameter !== undefined) params[parameter] = value
  }
  return params
}

function filterList(filters: GatewayListSpec['filters']): FilterName[] {
  return filterNames.filter((name) => filters[name] !== undefined)
}

function refuseOthers(fixed: Filters, asked: Filters): void {
  for (const name of filterList(fixed)) {
    if (asked[name] !== undefined && asked[name] !== fixed[name]) {
      throw new Failure('forbidden', { detail: `${name} is fixed by this installation to another value` })
    }
  }
}
