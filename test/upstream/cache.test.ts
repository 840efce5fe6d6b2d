import t from 'tap'
import { withFaults } from '../support/faults.ts'
import { forgotten } from '../support/forgotten.ts'
import { startSandbox, startService } from '../support/service.ts'
import { pathOf } from '../support/samples.ts'
import { isLookup, plain, sources } from '../support/sources.ts'

const keeping = { ...plain, CACHE_TTL_MS: '3600000' }
const standIn = { ...plain, CACHE_STALE_IF_ERROR_MS: '60000', BREAKER_THRESHOLD: '2', TENANT_TIMEOUT_MS: '1500' }

void t.test('off by default: every request calls the upstream', async (t) => {
  const { get, simulator } = await startSandbox(t)
  for (let count = 0; count < 3; count++) {
    const { headers, body } = await get('/accounts?source=tenant')
    t.equal(headers.get('age'), null)
    t.match(body.sources, [{ stale: false, ageMs: 0 }])
  }
  t.equal(simulator.calls.length, 3)
})

void t.test('a cached response is reused, with its age', async (t) => {
  for (const source of sources) {
    const { get, simulator } = await startSandbox(t, { environment: keeping })
    const first = await get(pathOf(source))
    t.equal(first.headers.get('age'), null)
    const second = await get(pathOf(source))
    t.match(second.headers.get('age'), /^[01]$/)
    t.equal(simulator.calls.length, 1)
    if (isLookup(source)) t.same(second.body, first.body)
    else {
      t.same(second.body.data, first.body.data)
      t.match(second.body.sources, [{ status: 'ok', stale: false, ageMs: Number }])
      t.ok(second.body.complete)
    }
  }
})

void t.test('failures are not cached', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: keeping })
  withFaults(t, simulator, { tenant: { kind: 'envelope', code: 20004, message: 'backend service error', times: 1 } })
  t.equal((await get('/accounts?source=tenant')).status, 502)
  t.equal((await get('/accounts?source=tenant')).status, 200)
  t.equal((await get('/accounts/lookup?email=nobody@example.com')).status, 404)
  t.equal((await get('/accounts/lookup?email=nobody@example.com')).status, 404)
  t.equal(simulator.calls.length, 4)
})

void t.test('an export bypasses the cache', async (t) => {
  const { url, get, simulator } = await startSandbox(t, { environment: keeping })
  await get('/accounts?source=tenant&limit=100')
  const text = await (await fetch(`${url}/accounts/export?source=tenant`)).text()
  t.match(text, /"complete":true/)
  t.equal(simulator.calls.length, 3)
  await get('/accounts?source=tenant&limit=100&page=2')
  t.equal(simulator.calls.length, 4)
})

void t.test('no user gets what was cached for another: 10,000 requests of two users, interleaved', async (t) => {
  const { url, simulator } = await startSandbox(t, { environment: keeping })
  const own = async (token: string): Promise<string> => {
    const response = await fetch(`${url}/accounts?source=iam&limit=2`, { headers: { 'x-iam-access-token': token } })
    // The part before the report with its age.
    return (await response.text()).split('"page"', 1).join('')
  }
  const tokens = ['sandbox-token', 'sandbox-token-2']
  const expected = [await own('sandbox-token'), await own('sandbox-token-2')]
  t.not(expected[0], expected[1])
  let wrong = 0
  const caller = async (start: number): Promise<void> => {
    for (let count = 0; count < 500; count++) {
      const user = (start + count) % 2
      if ((await own(tokens[user] ?? '')) !== expected[user]) wrong++
    }
  }
  await Promise.all(Array.from({ length: 20 }, (_, start) => caller(start)))
  t.equal(wrong, 0)
  t.equal(simulator.calls.length, 2)
})

void t.test('the memory of the cache is bounded: the least recently used response is evicted', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: { ...keeping, CACHE_MAX_BYTES: '30000' } })
  for (let page = 1; page <= 7; page++) await get(`/accounts?source=tenant&page=${page}`)
  t.equal(simulator.calls.length, 7)
  await get('/accounts?source=tenant&page=7')
  t.equal(simulator.calls.length, 7)
  await get('/accounts?source=tenant&page=1')
  t.equal(simulator.calls.length, 8)
})

void t.test('a response is removed after TTL plus stale time, even without further requests', async (t) => {
  const environment = { ...plain, CACHE_TTL_MS: '100', CACHE_STALE_IF_ERROR_MS: '200' }
  const { get } = await startSandbox(t, { environment })
  const startedAt = performance.now()
  const gone = forgotten(t, /^answer:/)
  await get('/accounts?source=tenant')
  t.match(await gone, /^answer:[\w-]{43}$/)
  t.ok(performance.now() - startedAt >= 300)
})

void t.test('while a source fails its stale response is served and marked', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: standIn })
  const good = await get('/accounts?source=tenant')
  t.equal((await get('/accounts?source=tenant')).headers.get('age'), null, 'it is asked while it answers')
  for (const fault of [{ kind: 'http', status: 500 }, { kind: 'hang' }, { kind: 'reset' }] as const) {
    withFaults(t, simulator, { tenant: fault })
    const { status, headers, body } = await get('/accounts?source=tenant')
    t.equal(status, 200)
    t.same(body.data, good.body.data)
    t.match(body.sources, [{ status: 'ok', stale: true, problem: null, warnings: [] }])
    t.ok((body.sources[0]?.ageMs ?? 0) > 0)
    t.ok(body.complete)
    t.match(headers.get('age'), /^\d+$/)
  }
  t.match((await get('/sources/tenant')).body, { circuit: 'open' }, 'without being asked as well')
  t.equal((await get('/accounts?source=tenant&limit=3')).status, 503, 'what was never asked for is not there')
})

void t.test('a lookup has stale responses too', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: standIn })
  const { body: good } = await get(pathOf('identity'))
  withFaults(t, simulator, { identity: { kind: 'http', status: 503 } })
  const { status, headers, body } = await get(pathOf('identity'))
  t.same([status, body], [200, good])
  t.match(headers.get('age'), /^\d+$/)
})

void t.test('a refusal is not replaced by a stale response: rights may have ended', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: standIn })
  await get('/accounts?source=industry', { 'x-iot-token': 'sandbox-iot-token' })
  withFaults(t, simulator, { industry: { kind: 'envelope', code: 2401, message: 'session invalid' } })
  const { status } = await get('/accounts?source=industry', { 'x-iot-token': 'sandbox-iot-token' })
  t.equal(status, 401)
})

void t.test('a response that the upstream has withdrawn is not served', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: { ...standIn, BREAKER_THRESHOLD: '1000' } })
  const iot = { 'x-iot-token': 'sandbox-iot-token' }
  const iam = { 'x-iam-access-token': 'sandbox-token-2' }
  for (const [source, path, headers, refusal, refused] of [
    ['identity', pathOf('identity'), {}, { kind: 'body', text: '{"code":200,"data":null}' }, 404],
    ['industry', '/accounts?source=industry', iot, { kind: 'envelope', code: 2401, message: 'session invalid' }, 401],
    ['iam', '/accounts?source=iam', iam, { kind: 'http', status: 403 }, 403]
  ] as const) {
    t.equal((await get(path, headers)).status, 200)
    withFaults(t, simulator, { [source]: { kind: 'reset' } })
    t.equal((await get(path, headers)).status, 200, `${source}: the stale response is served`)
    withFaults(t, simulator, { [source]: refusal })
    t.equal((await get(path, headers)).status, refused)
    withFaults(t, simulator, { [source]: { kind: 'reset' } })
    t.equal((await get(path, headers)).status, 502, `${source}: and does not come back`)
  }
})

void t.test('a response that is too old is not served', async (t) => {
  const environment = { ...standIn, CACHE_STALE_IF_ERROR_MS: '1' }
  const { get, simulator } = await startSandbox(t, { environment })
  await get('/accounts?source=tenant')
  withFaults(t, simulator, { tenant: { kind: 'delay', ms: 5, times: 1 } })
  await get('/accounts?source=tenant&limit=1')
  withFaults(t, simulator, { tenant: { kind: 'reset' } })
  t.equal((await get('/accounts?source=tenant')).status, 502)
})

void t.test('a service with other credentials has its own cached responses', async (t) => {
  const first = await startSandbox(t, { environment: keeping })
  const second = await startService(t, first.simulator.url, {
    environment: { ...keeping, IAM_ACCESS_TOKEN: 'sandbox-token-2' }
  })
  const ids = async (service: typeof second) =>
    (await service.get('/accounts?source=iam')).body.data.map(({ id }) => id)
  t.notSame(await ids(first), await ids(second))
})

void t.test('the age of a stale response is computed when it is served', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: { ...standIn, CACHE_STALE_IF_ERROR_MS: '2900' } })
  await get('/accounts?source=tenant')
  const readAt = performance.now()
  withFaults(t, simulator, { tenant: { kind: 'hang', times: 1 } })
  const { body } = await get('/accounts?source=tenant')
  t.ok((body.sources[0]?.ageMs ?? 0) >= 1490, 'the failing call’s time is in it')
  t.ok((body.sources[0]?.ageMs ?? 0) <= performance.now() - readAt + 50)
  withFaults(t, simulator, { tenant: { kind: 'hang', times: 1 } })
  t.equal((await get('/accounts?source=tenant')).status, 504)
})
