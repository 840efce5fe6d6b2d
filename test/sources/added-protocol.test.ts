import type { ServerResponse } from 'node:http'
import t, { type Test } from 'tap'
import { registry } from '../../src/sources/registry.ts'
import { exportEnd } from '../support/ndjson.ts'
import { holdsNone } from '../support/secrets.ts'
import { startService, type Service } from '../support/service.ts'
import { plain } from '../support/sources.ts'
import { sendJson, startUpstream, type PlayedRequest } from '../support/upstream.ts'
import { walk } from '../support/walk.ts'
import { staff } from './ledger/staff.ts'

const token = 'kestrel-peregrine'
const traceId = '0ab4c403-0000-4000-8000-00000000ab40'

/** 23 people for requests with the token. Other requests get their token back. */
function answerLedger({ headers, body }: PlayedRequest, response: ServerResponse): void {
  const pass = String(headers['x-ledger-pass'])
  const answerHeaders = { 'x-trace-id': traceId }
  if (pass !== token && pass !== 'merlin-goshawk') {
    sendJson(response, JSON.stringify({ ok: false, error: `no pass ${pass}, use ${token}` }), 401, answerHeaders)
    return
  }
  const { page, per } = JSON.parse(body)
  const items = Array.from({ length: 23 }, (_, index) => ({ no: index, login: `l${index}`, chief: index === 0 }))
  const result = { count: items.length, items: items.slice(page * per, (page + 1) * per) }
  sendJson(response, JSON.stringify({ ok: true, result }), 200, answerHeaders)
}

async function startLedger(
  t: Test,
  environment: Record<string, string> = {}
): Promise<Service & { readonly requests: PlayedRequest[] }> {
  const { url, requests } = await startUpstream(t, answerLedger)
  const settings = { ...plain, LEDGER_BASE_URL: `${url}/api/`, LEDGER_TOKEN: token, ...environment }
  const service = await startService(t, url, { registry: [...registry, staff], environment: settings })
  return { ...service, requests }
}

void t.test('an added protocol: a page is requested with its own parameters', async (t) => {
  const { get, requests, log } = await startLedger(t)
  const { status, body } = await get('/accounts?source=staff&limit=10&role=chief')
  t.equal(status, 200)
  t.match(body, { data: [{ id: 'staff:0', userName: 'l0', isAdmin: true }], page: { total: 23 }, complete: true })
  t.match(requests[0], {
    method: 'POST',
    url: '/api/v2/query?table=staff',
    headers: { 'x-ledger-pass': token },
    body: '{"page":0,"per":10,"rank":1}'
  })
  t.match(log(), `"upstreamRequestId":"${traceId}"`)
  t.match(await get('/accounts?source=staff&role=other'), { body: { type: '/problems/unsupported-filter' } })
})

void t.test('an added protocol: a walk and an export give every account once', async (t) => {
  const { get, url } = await startLedger(t)
  const everyId = Array.from({ length: 23 }, (_, index) => `staff:${index}`)
  t.same((await walk(get, 'source=staff&limit=7')).ids, everyId)
  const file = await (await fetch(`${url}/accounts/export?source=staff`)).text()
  t.match(exportEnd(file), { complete: true, count: 23 })
})

void t.test('an added protocol: a caller sends a token of its own, by header or by cookie', async (t) => {
  const { get, requests } = await startLedger(t, { LEDGER_TOKEN: '' })
  t.match(await get('/accounts?source=staff'), {
    status: 401,
    body: { type: '/problems/upstream-credentials-missing' }
  })
  for (const headers of [{ 'x-ledger-pass': 'merlin-goshawk' }, { cookie: 'ledger_session=merlin-goshawk' }]) {
    t.equal((await get('/accounts?source=staff', { ...headers })).status, 200)
    t.equal(requests.at(-1)?.headers['x-ledger-pass'], 'merlin-goshawk')
  }
})

void t.test('an added protocol: a failure repeats no secret, neither in the answer nor in the log', async (t) => {
  const { get, log } = await startLedger(t)
  const { status, body } = await get('/accounts?source=staff', { 'x-ledger-pass': 'osprey-harrier' })
  t.match([status, body.source, body.upstream?.requestId], [401, 'staff', traceId])
  t.match(body.upstream?.message, 'no pass')
  holdsNone(t, JSON.stringify(body), [token, 'osprey-harrier'], 'the answer')
  holdsNone(t, log(), [token, 'osprey-harrier'], 'the log')
})

void t.test('an added protocol: pages of other origins may send its token', async (t) => {
  const { url } = await startLedger(t, { CORS_ORIGINS: 'https://app.example.com' })
  const { status, headers } = await fetch(`${url}/accounts`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://app.example.com',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'x-ledger-pass'
    }
  })
  t.equal(status, 204)
  t.match(headers.get('access-control-allow-headers'), /\bX-Ledger-Pass\b/)
})
