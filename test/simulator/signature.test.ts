import t from 'tap'
import { signatureOf, stringToSign } from '../../simulator/src/gateway/string-to-sign.ts'
import { createNonces } from '../../simulator/src/gateway/nonces.ts'
import { callGateway, type GatewayCall, readJson, simulatorFor } from './client.ts'
import vectors from './signing-vectors.json' with { type: 'json' }

for (const { name, method, url, headers, body, secret, signature } of vectors) {
  void t.test(`the gateway's own clients and the simulator give equal signatures: ${name}`, async (t) => {
    const text = stringToSign({ method, url, headers: { ...headers }, body: Buffer.from(body) })
    t.equal(signatureOf(text, secret), signature)
  })
}

void t.test('with several values of a query key, the first is signed', async (t) => {
  const text = stringToSign({ method: 'get', url: '/p?a=1&a=2', headers: {}, body: Buffer.alloc(0) })
  t.equal(text, 'GET\n\n\n\n\n/p?a=1')
})

void t.test('X-Ca-* in canonical case is accepted, and a signed query too', async (t) => {
  const simulator = await simulatorFor(t)
  t.match(await readJson(await callGateway(simulator, 'tenant')), { code: 200 })
  t.match(await readJson(await callGateway(simulator, 'tenant', { query: '?a=1' })), { code: 200 })
})

const now = 1_700_000_000_000
const quarter = 15 * 60 * 1000
/** base64(md5('{}')) */
const md5OfBraces = 'mZFLkyvTelC5g8XnyQrpOw=='
const refused: [string, GatewayCall, number, string, string | RegExp][] = [
  ['no signature', { headers: { 'X-Ca-Signature': undefined } }, 401, '401', 'Empty Signature'],
  ['a wrong secret', { secret: 'wrong' }, 403, 'A403IS', /^Invalid Signature, Server StringToSign:POST#/],
  ['a signature of another length', { headers: { 'X-Ca-Signature': 'x' } }, 403, 'A403IS', /^Invalid Signature/],
  ['another Accept', { headers: { Accept: '*/*' } }, 403, 'A403IS', /StringToSign:POST#\*\/\*#/],
  ['an unsigned Date', { headers: { Date: 'Tue, 14 Nov 2023 22:13:20 GMT' } }, 403, 'A403IS', /GMT#/],
  ['a name not signed', { headers: { 'X-Ca-Signature-Headers': 'X-Ca-Key' } }, 403, 'A403IS', /sandbox#\/user/],
  ['an unknown app key', { key: 'unknown' }, 400, 'A400IK', 'Invalid AppKey'],
  [
    'a wrong Content-MD5',
    { headers: { 'Content-MD5': 'A5nQU/76z/rQqG97tuJk5A==' } },
    400,
    '400',
    'Invalid Content-MD5'
  ],
  ['a body changed on the way', { sentBody: '{}' }, 400, '400', 'Invalid Content-MD5'],
  [
    'a body changed with its MD5',
    { sentBody: '{}', headers: { 'Content-MD5': md5OfBraces } },
    403,
    'A403IS',
    /^Invalid/
  ],
  ['no Content-MD5', { headers: { 'Content-MD5': undefined } }, 400, '400', 'Invalid Content-MD5'],
  ['a stale timestamp', { timestamp: now - quarter - 1 }, 400, '400', 'Timestamp Expired'],
  ['a timestamp ahead', { timestamp: now + quarter + 1 }, 400, '400', 'Timestamp Expired'],
  ['a timestamp in words', { timestamp: 'today' }, 400, '400', 'Invalid Timestamp'],
  ['another stage', { stage: 'TEST' }, 404, 'I404NF', 'Invalid Url'],
  ['a body that is no JSON', { body: 'pageNo=1' }, 400, '400', 'Request Format Error'],
  ['an empty body', { body: '' }, 400, '400', 'Request Format Error'],
  ['a JSON body of another shape', { body: '{"params":[1]}' }, 400, '400', 'Request Format Error']
]

for (const [what, call, status, code, message] of refused) {
  void t.test(`${what} is refused like by the gateway`, async (t) => {
    const simulator = await simulatorFor(t, { now: () => now })
    const response = await callGateway(simulator, 'tenant', { timestamp: now, ...call })
    t.equal(response.status, status)
    t.equal(response.headers.get('x-ca-error-code'), code)
    t.match(response.headers.get('x-ca-error-message'), message)
    t.match(response.headers.get('x-ca-request-id'), /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/)
    t.equal(response.headers.get('content-type'), 'application/oct-stream')
    t.equal(await response.text(), '')
  })
}

void t.test('a timestamp off by exactly 15 minutes is accepted', async (t) => {
  const simulator = await simulatorFor(t, { now: () => now })
  for (const timestamp of [now - quarter, now + quarter]) {
    t.equal((await callGateway(simulator, 'tenant', { timestamp })).status, 200)
  }
})

void t.test('a nonce is accepted once within 15 minutes, and again afterwards', async (t) => {
  let clock = now
  const simulator = await simulatorFor(t, { now: () => clock })
  const send = async () => callGateway(simulator, 'tenant', { nonce: 'once', timestamp: clock })
  t.equal((await send()).status, 200)
  clock += quarter - 1
  const again = await send()
  t.equal(again.status, 400)
  t.equal(again.headers.get('x-ca-error-message'), 'Nonce Used')
  clock += 1
  t.equal((await send()).status, 200)
})

void t.test('a nonce of a request with a wrong signature stays unused', async (t) => {
  const simulator = await simulatorFor(t)
  t.equal((await callGateway(simulator, 'tenant', { nonce: 'mine', secret: 'wrong' })).status, 403)
  t.equal((await callGateway(simulator, 'tenant', { nonce: 'mine' })).status, 200)
})

void t.test('nonces are dropped by age, and the oldest if there are too many', async (t) => {
  const nonces = createNonces(2)
  for (const nonce of ['a', 'b', 'c']) t.ok(nonces.accept('key', nonce, 0))
  t.equal(nonces.size, 2)
  t.ok(nonces.accept('key', 'a', 1), 'the oldest gave way')
  t.notOk(nonces.accept('key', 'c', 1))
  t.ok(nonces.accept('other', 'c', 1), 'nonces are kept per app key')
  t.ok(nonces.accept('key', 'd', quarter + 1))
  t.equal(nonces.size, 1)
})

void t.test('an empty timestamp and nonce count as absent', async (t) => {
  const simulator = await simulatorFor(t)
  for (let time = 0; time < 2; time += 1) {
    t.equal((await callGateway(simulator, 'tenant', { timestamp: '', nonce: '' })).status, 200)
  }
})

void t.test('a form or an empty body needs no Content-MD5, but is no valid JSON', async (t) => {
  const simulator = await simulatorFor(t)
  for (const [type, body, resource] of [
    ['application/x-www-form-urlencoded', 'pageNo=1', '?pageNo=1'],
    ['application/json', '', '']
  ] as const) {
    const text = `POST\n*/*\n\n${type}\n\n/user/account/thirdparty/query${resource}`
    const response = await fetch(`${simulator.url}/user/account/thirdparty/query`, {
      method: 'POST',
      headers: {
        accept: '*/*',
        'content-type': type,
        'x-ca-key': 'sandbox',
        'x-ca-signature': signatureOf(text, 'sandbox-secret')
      },
      body
    })
    t.equal(response.headers.get('x-ca-error-message'), 'Request Format Error', 'stage, time and nonce may be left out')
  }
})

void t.test('characters invalid in a header become question marks in the refusal', async (t) => {
  const simulator = await simulatorFor(t)
  const response = await callGateway(simulator, 'tenant', { secret: 'wrong', query: '?q=%E6%9D%8E%0A' })
  t.match(response.headers.get('x-ca-error-message'), /#\/user\/account\/thirdparty\/query\?q=\?#$/)
})
