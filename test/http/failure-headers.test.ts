import t from 'tap'
import { envelope, startPlayer } from '../support/player.ts'
import { startService } from '../support/service.ts'
import { plain, sources } from '../support/sources.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

const waits: readonly (readonly [said: string, seconds: RegExp])[] = [
  ['7', /^7$/],
  ['0', /^0$/],
  ['9999999', /^86400$/],
  [new Date(Date.now() + 3_600_000).toUTCString(), /^3[3-6]\d\d$/],
  ['Tue, 14 Nov 2023 22:13:20 GMT', /^0$/],
  ['soon', /^[1-9]\d*$/],
  ['-5', /^[1-9]\d*$/],
  ['1.5', /^[1-9]\d*$/]
]

for (const [said, seconds] of waits) {
  void t.test(`an upstream's Retry-After "${said}" is passed on in whole seconds`, async (t) => {
    const { ask } = await startPlayer(t)
    for (const source of sources) {
      for (const status of [503, 429]) {
        const { headers } = await ask(source, { status, headers: { 'retry-after': said } })
        t.match(headers.get('retry-after'), seconds)
      }
    }
  })
}

void t.test('every 503 has a Retry-After, even if the upstream sent none', async (t) => {
  const { ask } = await startPlayer(t)
  for (const source of sources) {
    const { status, headers } = await ask(source, { status: 503 })
    t.equal(status, 503)
    t.match(headers.get('retry-after'), /^[1-9]\d*$/)
  }
})

void t.test('an exhausted quota has a long Retry-After', async (t) => {
  const { ask } = await startPlayer(t)
  const quota = { status: 403, headers: { 'x-ca-error-message': 'Quota Exhausted' } }
  const { status, headers } = await ask('tenant', quota)
  t.equal(status, 503)
  t.ok(Number(headers.get('retry-after')) >= 10)
})

void t.test('an exhausted quota of several sources has a long Retry-After too', async (t) => {
  const { ask, get } = await startPlayer(t)
  await ask('tenant', { status: 403, headers: { 'x-ca-error-message': 'Quota Exhausted' } })
  const { status, headers, body } = await get('/accounts?source=tenant,scope')
  t.equal(status, 503)
  t.match(body, { type: '/problems/upstream-quota-exhausted', retryable: false })
  t.ok(Number(headers.get('retry-after')) >= 10)
})

void t.test('several sources with 503: the answer has the longest Retry-After', async (t) => {
  const { ask, get } = await startPlayer(t)
  await ask('tenant', { status: 429, headers: { 'retry-after': '9' } })
  const { status, headers } = await get('/accounts?source=tenant,scope,iam')
  t.equal(status, 503)
  t.equal(headers.get('retry-after'), '9')
})

void t.test('several sources with expired caller tokens: 401 with WWW-Authenticate', async (t) => {
  const upstream = await startUpstream(t, ({ method }, response) => {
    if (method === 'POST') sendJson(response, '{"code":2401}')
    else sendJson(response, '', 401)
  })
  const { get } = await startService(t, upstream.url, { environment: plain })
  const tokens = { 'x-iot-token': 'mine', 'x-iam-access-token': 'mine' }
  const { status, headers, body } = await get('/accounts?source=industry,iam', tokens)
  t.equal(status, 401)
  t.equal(body.type, '/problems/upstream-session-expired')
  t.match(headers.get('www-authenticate'), /^UpstreamToken realm="(industry|iam)"/)
})

void t.test("a source that failed with the service's token makes the common answer a 502", async (t) => {
  const { ask, get } = await startPlayer(t)
  await ask('tenant', envelope({ code: 2401 }))
  const { status, headers, body } = await get('/accounts?source=tenant,industry', { 'x-iot-token': 'mine' })
  t.equal(status, 502)
  t.match(body, {
    type: '/problems/upstream-session-expired',
    sources: [{ problem: { status: 502 } }, { problem: { status: 401 } }]
  })
  t.notOk(headers.has('www-authenticate'))
})

void t.test('a problem that is neither 401 nor 503 has neither header', async (t) => {
  const { ask } = await startPlayer(t)
  for (const source of sources) {
    for (const status of [403, 404, 500, 504]) {
      const { headers } = await ask(source, { status, headers: { 'retry-after': '9', 'www-authenticate': 'Basic' } })
      t.notOk(headers.has('www-authenticate'))
      t.notOk(headers.has('retry-after'))
    }
  }
})
