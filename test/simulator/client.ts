import { createHash, createHmac, randomUUID } from 'node:crypto'
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/src/simulator.ts'

export type GatewaySource = 'tenant' | 'scope' | 'industry' | 'identity'
export type Row = Readonly<Record<string, unknown>>

export const gatewaySources = ['tenant', 'scope', 'industry', 'identity'] as const
export const allSources = [...gatewaySources, 'iam'] as const

/** Path, apiVer and a valid request of each gateway operation, as documented. */
export const documented = {
  tenant: { path: '/user/account/thirdparty/query', apiVer: '1.0.0', params: { pageNo: 1, pageSize: 20 } },
  scope: { path: '/user/account/querybyscope', apiVer: '1.0.0', params: { pageNo: 1, pageSize: 20 } },
  industry: { path: '/industry/user/account/query', apiVer: '1.0.7', params: { pageNo: 1, pageSize: 20 } },
  identity: { path: '/user/account/identity/query', apiVer: '1.0.0', params: { phone: '10000000001', opType: 2 } }
} as const

/** A simulator that ends with its test. */
export async function simulatorFor(
  t: { teardown(end: () => Promise<void>): void },
  options: SimulatorOptions = {}
): Promise<Simulator> {
  const simulator = await startSimulator(options)
  t.teardown(() => simulator.close())
  return simulator
}

export interface GatewayCall {
  /** Replaces the documented one. */
  readonly operation?: { readonly path: string; readonly apiVer: string; readonly params: unknown }
  readonly params?: unknown
  readonly request?: Row
  readonly body?: string
  /** Sent instead of the signed body. */
  readonly sentBody?: string
  /** Replace or (undefined) remove headers after signing. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly key?: string
  readonly secret?: string
  readonly stage?: string
  readonly timestamp?: number | string
  readonly nonce?: string
  readonly query?: string
  readonly signal?: AbortSignal
}

/** A request signed by hand with X-Ca-* names, unlike the official client's x-ca-*. */
export async function callGateway(
  simulator: Simulator,
  source: GatewaySource,
  call: GatewayCall = {}
): Promise<Response> {
  const { path, apiVer, params } = call.operation ?? documented[source]
  const body =
    call.body ??
    JSON.stringify({ id: '1', version: '1.0', request: { apiVer, ...call.request }, params: call.params ?? params })
  const signed = {
    'X-Ca-Key': call.key ?? 'sandbox',
    'X-Ca-Nonce': call.nonce ?? randomUUID(),
    'X-Ca-Stage': call.stage ?? 'RELEASE',
    'X-Ca-Timestamp': String(call.timestamp ?? Date.now())
  }
  const md5 = createHash('md5').update(body).digest('base64')
  const names = Object.entries(signed).map(([name, value]) => `${name}:${value}\n`)
  const text = `POST\napplication/json\n${md5}\napplication/json\n\n${names.join('')}${path}${call.query ?? ''}`
  const headers = {
    ...signed,
    Accept: 'application/json',
    'Content-Type': 'application/json',
    'Content-MD5': md5,
    'X-Ca-Signature-Headers': Object.keys(signed).join(','),
    'X-Ca-Signature': createHmac('sha256', call.secret ?? 'sandbox-secret')
      .update(text)
      .digest('base64'),
    ...call.headers
  }
  const sent = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return fetch(simulator.url + path + (call.query ?? ''), {
    method: 'POST',
    headers: Object.fromEntries(sent),
    body: call.sentBody ?? body,
    ...(call.signal && { signal: call.signal })
  })
}

/** GET /iam/subaccounts with a query such as `?Limit=10`. */
export async function callIam(
  simulator: Simulator,
  query = '',
  cookie = 'access_token=sandbox-token',
  signal?: AbortSignal
): Promise<Response> {
  return fetch(`${simulator.url}/iam/subaccounts${query}`, {
    headers: cookie === '' ? {} : { cookie },
    ...(signal && { signal })
  })
}

/** A valid request to any of the five upstreams. */
export async function callSource(
  simulator: Simulator,
  source: (typeof allSources)[number],
  signal?: AbortSignal
): Promise<Response> {
  if (source === 'iam') return callIam(simulator, '?Limit=20', undefined, signal)
  return callGateway(simulator, source, signal ? { signal } : {})
}

/** The body as unchecked JSON. */
export async function readJson(response: Response): Promise<unknown> {
  return response.json()
}

/** The member at the end of the path; undefined if the path does not exist. */
export function at(value: unknown, ...path: string[]): unknown {
  let here = value
  for (const name of path) here = isRow(here) ? here[name] : undefined
  return here
}

/** The list at the end of the path. Throws if there is none. */
export function rowsAt(value: unknown, ...path: string[]): Row[] {
  const list = at(value, ...path)
  if (!Array.isArray(list) || !list.every(isRow)) throw new Error(`no list of rows at ${path.join('.')}`)
  return list
}

/** All rows of a list source: its pages from first to last. */
export async function allRows(simulator: Simulator, source: 'tenant' | 'scope' | 'industry'): Promise<Row[]> {
  const rows: Row[] = []
  const list = { tenant: 'thirdAccountMetaList', scope: 'identityDTOS', industry: 'data' }[source]
  for (let pageNo = 1; ; pageNo += 1) {
    const response = await callGateway(simulator, source, { params: { pageNo, pageSize: 50 } })
    const page = rowsAt(await readJson(response), 'data', list)
    if (page.length === 0) return rows
    rows.push(...page)
  }
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null
}
