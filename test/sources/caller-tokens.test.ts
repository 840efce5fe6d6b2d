import t from 'tap'
import { startSandbox } from '../support/service.ts'

/** Invalid tokens and their sources. */
const unusable: [source: string, headers: Record<string, string>][] = [
  ['iam', { 'x-iam-access-token': 'a;b' }],
  ['iam', { 'x-iam-access-token': 'a,b' }],
  ['iam', { 'x-iam-access-token': 'a b' }],
  ['iam', { 'x-iam-access-token': '' }],
  ['iam', { cookie: 'access_token="a\\b"' }],
  ['industry', { 'x-iot-token': 'é' }],
  ['industry', { 'x-iot-token': 'x'.repeat(4097) }]
]

void t.test('a caller’s own upstream token', async (t) => {
  const { get, post, url, simulator, log } = await startSandbox(t)
  const last = () => simulator.calls.at(-1)

  await t.test('X-Iot-Token goes into the industry envelope', async (t) => {
    t.equal((await get('/accounts?source=industry', { 'x-iot-token': 'sandbox-iot-token' })).status, 200)
    t.equal(JSON.parse(last()?.body ?? '').request.iotToken, 'sandbox-iot-token')
  })

  await t.test("the header, else the cookie, is sent to iam instead of the service's own token", async (t) => {
    const own = await get('/accounts?source=iam')
    t.equal(last()?.headers.cookie, 'access_token=sandbox-token')
    const byHeader = await get('/accounts?source=iam', { 'x-iam-access-token': 'sandbox-token-2' })
    t.equal(last()?.headers.cookie, 'access_token=sandbox-token-2')
    t.not(byHeader.body.data[0]?.id, own.body.data[0]?.id)
    const byCookie = await get('/accounts?source=iam', { cookie: 'theme=dark; access_token=sandbox-token-2; other=1' })
    t.equal(last()?.headers.cookie, 'access_token=sandbox-token-2')
    t.same(byCookie.body.data, byHeader.body.data)
    await get('/accounts?source=iam', { cookie: 'access_token=nobody', 'x-iam-access-token': 'sandbox-token-2' })
    t.equal(last()?.headers.cookie, 'access_token=sandbox-token-2')
    await get('/accounts?source=iam', { cookie: 'access_token=' })
    t.equal(last()?.headers.cookie, 'access_token=sandbox-token')
  })

  await t.test('a token is sent to its own upstream only', async (t) => {
    simulator.calls.length = 0
    const headers = { 'x-iot-token': 'sandbox-iot-token', 'x-iam-access-token': 'sandbox-token-2' }
    const { body } = await get('/accounts', headers)
    t.equal(body.complete, true)
    await get('/accounts/lookup?phone=10000000001', headers)
    for (const { source, ...call } of simulator.calls) {
      const sent = JSON.stringify(call)
      t.equal(sent.includes('sandbox-iot-token'), source === 'industry')
      t.equal(sent.includes('sandbox-token-2'), source === 'iam')
    }
    t.notMatch(log(), /sandbox-iot-token|sandbox-token/)
  })

  await t.test("the failure of a caller's token is 401 instead of 502", async (t) => {
    const expired = await get('/accounts?source=industry', { 'x-iot-token': 'expired-token' })
    t.match(expired, { status: 401, body: { type: '/problems/upstream-session-expired', source: 'industry' } })
    t.match(expired.headers.get('www-authenticate'), /X-Iot-Token/)
    const rejected = await get('/accounts?source=iam', { 'x-iam-access-token': 'nobody' })
    t.match(rejected, { status: 401, body: { type: '/problems/upstream-session-expired' } })
  })

  await t.test('an invalid token fails a request for its source, and is not sent', async (t) => {
    simulator.calls.length = 0
    for (const [source, headers] of unusable) {
      const { status, body } = await get(`/accounts?source=${source}`, headers)
      t.equal(status, 400)
      t.match(body, { type: '/problems/invalid-request', source, errors: [{ in: /header|cookie/, name: String }] })
      t.notMatch(JSON.stringify(body), 'a;b')
    }
    t.equal(simulator.calls.length, 0)
  })

  await t.test('an invalid token is ignored by a request for other sources', async (t) => {
    for (const [source, headers] of unusable) {
      const others = ['tenant', 'scope', 'industry', 'iam'].filter((id) => id !== source)
      t.match(await get(`/accounts?source=${others.join()}`, headers), { status: 200, body: { complete: true } })
      t.match(await post('/accounts/search', { source: others.slice(0, 1) }, headers), { status: 200 })
      t.equal((await get('/accounts/lookup?phone=10000000001', headers)).status, 200)
      const exported = await fetch(`${url}/accounts/export?source=tenant&format=csv`, { headers })
      t.equal(exported.status, 200)
      await exported.text()
    }
  })

  await t.test('an invalid token fails its source only, whose accounts come on a later page', async (t) => {
    for (const [source, headers] of unusable) {
      const first = await get('/accounts?limit=40', headers)
      t.match(first, { status: 200, body: { complete: false } })
      for (const report of first.body.sources) {
        t.match(report, report.source === source ? { status: 'failed', problem: { status: 400 } } : { status: 'ok' })
      }
      const next = await get(`/accounts?limit=40&cursor=${first.body.page.nextCursor}`)
      t.ok(next.body.data.some((account) => account.source === source))
      t.match(await get('/accounts?partial=forbid', headers), { status: 400 })
    }
  })
})

void t.test('without iam its cookie and its header are ignored', async (t) => {
  const { get, post, url } = await startSandbox(t, {
    environment: { IAM_BASE_URL: '', IAM_ACCESS_TOKEN: '', SOURCES: 'tenant,scope,industry,identity' }
  })
  for (const headers of [
    { cookie: 'access_token="abc"' },
    { cookie: 'access_token=a b' },
    { 'x-iam-access-token': ';' }
  ]) {
    for (const path of ['/accounts?source=tenant', '/accounts', '/accounts/lookup?phone=10000000001', '/sources']) {
      t.equal((await get(path, headers)).status, 200, path)
    }
    t.equal((await post('/accounts/search', {}, headers)).status, 200)
    t.equal((await post('/accounts/lookup', { keys: [{ phone: '10000000001' }] }, headers)).status, 200)
    const exported = await fetch(`${url}/accounts/export?source=tenant`, { headers })
    t.equal(exported.status, 200)
    await exported.text()
  }
})
