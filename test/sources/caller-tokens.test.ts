import t from 'tap'
import { startSandbox } from '../support/service.ts'

void t.test('a caller’s own upstream token', async (t) => {
  const { get, simulator, log } = await startSandbox(t)
  const last = () => simulator.calls.at(-1)

  await t.test('X-Iot-Token goes into the industry envelope', async (t) => {
    t.equal((await get('/accounts?source=industry', { 'x-iot-token': 'sandbox-iot-token' })).status, 200)
    t.equal(JSON.parse(last()?.body ?? '').request.iotToken, 'sandbox-iot-token')
  })

  await t.test('the header, or else the cookie, goes to iam instead of the service’s own token', async (t) => {
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

  await t.test('it goes to its own upstream and nowhere else', async (t) => {
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

  await t.test('its failure is the caller’s: 401 instead of 502', async (t) => {
    const expired = await get('/accounts?source=industry', { 'x-iot-token': 'expired-token' })
    t.match(expired, { status: 401, body: { type: '/problems/upstream-session-expired', source: 'industry' } })
    t.match(expired.headers.get('www-authenticate'), /X-Iot-Token/)
    const rejected = await get('/accounts?source=iam', { 'x-iam-access-token': 'nobody' })
    t.match(rejected, { status: 401, body: { type: '/problems/upstream-session-expired' } })
  })

  await t.test('one that a cookie cannot hold is refused, and not sent', async (t) => {
    simulator.calls.length = 0
    for (const headers of [
      { 'x-iam-access-token': 'a;b' },
      { 'x-iam-access-token': 'a,b' },
      { 'x-iam-access-token': 'a b' },
      { 'x-iam-access-token': '' },
      { 'x-iot-token': 'é' },
      { 'x-iot-token': 'x'.repeat(4097) },
      { cookie: 'access_token="a\\b"' }
    ]) {
      const { status, body } = await get('/accounts?source=tenant', headers)
      t.equal(status, 400)
      t.match(body, { type: '/problems/invalid-request', errors: [{ in: /header|cookie/, name: String }] })
      t.notMatch(JSON.stringify(body), 'a;b')
    }
    t.equal(simulator.calls.length, 0)
  })
})
