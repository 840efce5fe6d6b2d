import t from 'tap'
import { gatewayList as simulatedList } from '../../simulator/src/gateway/gateway-list.ts'
import { operations } from '../../simulator/src/operations.ts'
import { id, text } from '../../src/sources/fields.ts'
import { gatewayList } from '../../src/sources/iot-gateway/gateway-list.ts'
import { registry } from '../../src/sources/registry.ts'
import { exportEnd } from '../support/ndjson.ts'
import { holdsNone } from '../support/secrets.ts'
import { startSandbox, startService } from '../support/service.ts'
import { plain } from '../support/sources.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'
import { walk } from '../support/walk.ts'

/** A complete source behind the gateway. It counts rows, in a bare array without a total. Its path has a query. */
const partner = gatewayList({
  id: 'partner',
  title: { en: 'Accounts of partner companies', zh: '合作公司的账号' },
  path: '/partner/accounts?kind=all&b=1',
  apiVersion: '2.0',
  timeoutMs: 3000,
  maxPageSize: 5,
  paging: { first: 'start', size: 'count', counts: 'rows', from: 1 },
  filters: { q: 'word' },
  callerToken: { header: 'X-Partner-Token', cookie: null },
  list: null,
  total: null,
  fields: { nativeId: id('partnerId'), displayName: text('name') }
})

/** Its rows in the simulator. */
const simulated = simulatedList({
  path: partner.operation.path,
  apiVer: '2.0',
  rows: {
    name: 'partner',
    count: 12,
    rowAt: (index: number) => ({ partnerId: `p${index}`, name: `Partner ${index}` })
  },
  paging: { first: 'start', size: 'count', counts: 'rows', from: 1, maxSize: 5, defaultSize: 4 },
  answer: 'rows'
})

const added = {
  registry: [...registry, partner],
  simulator: { operations: { ...operations, partner: simulated } },
  environment: plain
}
const everyId = Array.from({ length: 12 }, (_, index) => `partner:p${index}`)

void t.test('an added gateway source: a page has its rows as accounts and no total', async (t) => {
  const { get, simulator } = await startSandbox(t, added)
  const { status, body } = await get('/accounts?source=partner&limit=4&q=a', { 'x-partner-token': 'hobby' })
  t.equal(status, 200)
  const first = {
    id: 'partner:p0',
    source: 'partner',
    nativeId: 'p0',
    displayName: 'Partner 0',
    email: null,
    roles: []
  }
  t.match(body, { data: [first, {}, {}, {}], page: { total: null, nextCursor: String }, complete: true })
  const [call] = simulator.calls
  t.equal(call?.url, '/partner/accounts?kind=all&b=1')
  t.match(JSON.parse(call?.body ?? ''), {
    request: { apiVer: '2.0', iotToken: 'hobby' },
    params: { start: 1, count: 4, word: 'a' }
  })
})

void t.test('an added gateway source: a walk and an export give every account once', async (t) => {
  const { get, url } = await startSandbox(t, added)
  for (const limit of [3, 5, 7]) t.same((await walk(get, `source=partner&limit=${limit}`)).ids, everyId)
  const file = await (await fetch(`${url}/accounts/export?source=partner`)).text()
  t.match(exportEnd(file), { complete: true, count: 12 })
})

void t.test('an added gateway source: its failures are problems', async (t) => {
  const { get, simulator } = await startSandbox(t, added)
  simulator.setFault('partner', { kind: 'envelope', code: 20056, times: 1 })
  t.match(await get('/accounts?source=partner'), { status: 504, body: { source: 'partner' } })
  t.match(await get('/accounts?source=partner&role=x'), { status: 400, body: { type: '/problems/unsupported-filter' } })
})

void t.test('an added gateway source: its settings apply', async (t) => {
  const environment = { ...plain, PARTNER_TIMEOUT_MS: '1234', PARTNER_MAX_PAGE_SIZE: '2' }
  const { get } = await startSandbox(t, { ...added, environment })
  t.match((await get('/sources/partner')).body, {
    title: 'Accounts of partner companies',
    timeoutMs: 1234,
    maxPageSize: 2,
    filters: ['q'],
    properties: ['id', 'source', 'nativeId', 'displayName'],
    credentials: { configured: true, callerToken: 'X-Partner-Token' }
  })
})

void t.test('an added gateway source: pages of other origins may send its token', async (t) => {
  const environment = { ...plain, CORS_ORIGINS: 'https://app.example.com' }
  const { url } = await startSandbox(t, { ...added, environment })
  const { status, headers } = await fetch(`${url}/accounts`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://app.example.com',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'x-partner-token'
    }
  })
  t.equal(status, 204)
  t.match(headers.get('access-control-allow-headers'), /\bX-Partner-Token\b/)
})

void t.test('an added gateway source: the document describes it', async (t) => {
  const { url } = await startSandbox(t, added)
  const document = await (await fetch(`${url}/openapi.json`)).text()
  for (const part of [
    'From openId (tenant), identityId (scope, identity), auid (industry), AccountId (iam), partnerId (partner).',
    'Sources: industry, iam, partner; with `scan=allow` all.',
    '`X-Iot-Token` for industry, `X-Iam-Access-Token` for iam, `X-Partner-Token` for partner.'
  ]) {
    t.ok(document.includes(JSON.stringify(part).slice(1, -1)), part)
  }
})

void t.test('an added gateway source: no secret is in an answer or a log', async (t) => {
  const secrets = ['kestrel-peregrine', 'heron-bittern', 'falcon-hobby']
  const [GATEWAY_APP_KEY = '', GATEWAY_APP_SECRET = '', token = ''] = secrets
  const upstream = await startUpstream(t, (_request, response) =>
    sendJson(response, JSON.stringify({ code: 9999, message: secrets.join(), localizedMsg: secrets.join() }))
  )
  const environment = { ...plain, GATEWAY_APP_KEY, GATEWAY_APP_SECRET }
  const service = await startService(t, upstream.url, { ...added, environment })
  const { status, body } = await service.get('/accounts?source=partner', { 'x-partner-token': token })
  t.equal(status, 502)
  holdsNone(t, JSON.stringify(body), secrets, 'the answer')
  holdsNone(t, service.log(), secrets, 'the log')
})
