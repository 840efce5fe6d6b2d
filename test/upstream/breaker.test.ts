import t from 'tap'
import { createBreaker } from '../../src/upstream/breaker.ts'
import { withFaults } from '../support/faults.ts'
import { startSandbox, startService } from '../support/service.ts'
import { answerWith, pathOf } from '../support/samples.ts'
import { sources } from '../support/sources.ts'
import { until } from '../support/until.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

const once = { RETRY_ATTEMPTS: '0', RATE_LIMIT_MAX: '100000' }

/** A breaker with its own clock. */
function withClock(threshold = 2, cooldownMs = 1000) {
  const clock = { now: 0 }
  return { clock, breaker: createBreaker({ threshold, cooldownMs, now: () => clock.now }) }
}

void t.test('after BREAKER_THRESHOLD consecutive failures the upstream is not called', async (t) => {
  for (const source of sources) {
    const { get, simulator } = await startSandbox(t, { environment: { ...once, BREAKER_THRESHOLD: '3' } })
    const stateOf = async () => (await get(`/sources/${source}`)).body
    withFaults(t, simulator, { [source]: { kind: 'http', status: 500 } })
    t.match(await stateOf(), { circuit: 'closed' })
    for (let failure = 0; failure < 3; failure++) {
      t.match(await get(pathOf(source)), { body: { type: '/problems/upstream-error' } })
    }
    t.match(await stateOf(), { circuit: 'open' })
    simulator.calls.length = 0
    const { status, headers, body } = await get(pathOf(source))
    t.match([status, body], [503, { type: '/problems/circuit-open', source, retryable: true }])
    t.match(headers.get('retry-after'), /^(9|10)$/)
    t.equal(simulator.calls.length, 0)
    const other = source === 'tenant' ? 'scope' : 'tenant'
    t.equal((await get(pathOf(other))).status, 200, 'the others are asked as ever')
  }
})

void t.test('an envelope with 20056 opens the circuit, one with 460 never does', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: { ...once, BREAKER_THRESHOLD: '3' } })
  withFaults(t, simulator, { tenant: { kind: 'envelope', code: 460, message: 'request parameter error.' } })
  for (let failure = 0; failure < 10; failure++) t.equal((await get('/accounts?source=tenant')).status, 400)
  withFaults(t, simulator, { tenant: { kind: 'envelope', code: 20056, message: 'gateway.hsf.invoke.timeout' } })
  for (let failure = 0; failure < 3; failure++) t.equal((await get('/accounts?source=tenant')).status, 504)
  t.match(await get('/accounts?source=tenant'), { status: 503, body: { type: '/problems/circuit-open' } })
})

void t.test('half-open: one call is made, and its success admits all calls', async (t) => {
  const { get, simulator } = await startSandbox(t, {
    environment: { ...once, BREAKER_THRESHOLD: '1', BREAKER_COOLDOWN_MS: '50', SCOPE_TIMEOUT_MS: '1500' }
  })
  withFaults(t, simulator, { scope: { kind: 'http', status: 500, times: 1 } })
  t.equal((await get('/accounts?source=scope')).status, 502)
  const isHalfOpen = async () => Object((await get('/sources/scope')).body).circuit === 'half-open'
  await until(isHalfOpen)
  simulator.calls.length = 0
  withFaults(t, simulator, { scope: { kind: 'hang', times: 1 } })
  const pages = Array.from({ length: 10 }, (_, page) => get(`/accounts?source=scope&page=${page + 1}`))
  const statuses = (await Promise.all(pages)).map(({ status }) => status)
  t.equal(simulator.calls.length, 1, 'the probe')
  t.same(
    statuses.toSorted((left, right) => left - right),
    [...Array.from({ length: 9 }, () => 503), 504]
  )
  await until(isHalfOpen)
  t.equal((await get('/accounts?source=scope')).status, 200)
  t.match((await get('/sources/scope')).body, { circuit: 'closed' })
})

void t.test('a throttled upstream is called again exactly after its Retry-After', async (t) => {
  for (const shape of [429, 403] as const) {
    const { get, simulator } = await startSandbox(t, { environment: once })
    withFaults(t, simulator, { tenant: { kind: 'throttle', shape, retryAfter: 2, times: 1 } })
    t.match(await get('/accounts?source=tenant'), { status: 503, body: { type: '/problems/upstream-rate-limited' } })
    const refused = await get('/accounts?source=tenant')
    t.match([refused.status, refused.body.type], [503, '/problems/circuit-open'])
    t.match(refused.headers.get('retry-after'), /^[12]$/)
    t.equal(simulator.calls.length, 1)
    let status = 503
    await until(async () => {
      ;({ status } = await get('/accounts?source=tenant'))
      return status !== 503
    })
    t.equal(status, 200)
    t.equal(simulator.calls.length, 2)
  }
})

void t.test('Retry-After takes precedence over the cooldown', async (t) => {
  const { breaker, clock } = withClock(1, 10_000)
  breaker.admit()?.failed(2000)
  t.equal(breaker.pauseMs, 2000)
  clock.now = 2000
  breaker.admit()?.failed(3000)
  t.equal(breaker.pauseMs, 3000, 'of a probe, too')
  clock.now = 5000
  breaker.admit()?.failed(0)
  t.equal(breaker.pauseMs, 10_000)
})

void t.test('a timeout of a call that waited in the queue does not count against the upstream', async (t) => {
  const answers: (() => void)[] = []
  const upstream = await startUpstream(t, (_request, response) => {
    answers.push(() => sendJson(response, answerWith('tenant', '[]', '0')))
  })
  const { get } = await startService(t, upstream.url, {
    environment: { ...once, BREAKER_THRESHOLD: '1', SOURCE_MAX_CONCURRENCY: '1', SCOPE_TIMEOUT_MS: '1800' }
  })
  const first = get('/accounts?source=tenant&page=1')
  await until(() => answers.length === 1)
  const second = get('/accounts?source=tenant&page=2')
  // Of the three seconds, scope has 1.8.
  t.equal((await get('/accounts?source=scope')).status, 504)
  answers[0]?.()
  t.equal((await first).status, 200)
  t.match(await second, { status: 504, body: { type: '/problems/upstream-timeout' } })
  t.equal(upstream.requests.length, 3, 'the second call was made')
  t.match((await get('/sources/tenant')).body, { circuit: 'closed', lastFailure: null })
})

void t.test('with several sources, one with an open circuit has failed', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: { ...once, BREAKER_THRESHOLD: '1' } })
  withFaults(t, simulator, { iam: { kind: 'reset' } })
  await get('/accounts?source=iam')
  const { status, body } = await get('/accounts')
  t.match([status, body.complete], [200, false])
  t.match(body.sources[3], {
    source: 'iam',
    status: 'failed',
    problem: { type: '/problems/circuit-open', status: 503 }
  })
})

void t.test('a success in between restarts the count', async (t) => {
  const { breaker } = withClock(2)
  breaker.admit()?.failed(0)
  breaker.admit()?.succeeded()
  breaker.admit()?.failed(0)
  breaker.admit()?.abandoned()
  t.equal(breaker.state, 'closed')
  t.equal(breaker.pauseMs, 0)
  breaker.admit()?.failed(0)
  t.equal(breaker.state, 'open')
  t.equal(breaker.pauseMs, 1000)
})

void t.test('a call sent before the breaker opened does not close it, and its Retry-After counts', async (t) => {
  const { breaker, clock } = withClock(1)
  const [early, late, later] = [breaker.admit(), breaker.admit(), breaker.admit()]
  early?.failed(0)
  late?.succeeded()
  t.equal(breaker.state, 'open')
  later?.failed(5000)
  clock.now = 4999
  t.equal(breaker.admit(), null)
  clock.now = 5000
  t.equal(breaker.state, 'half-open')
})

void t.test("a Retry-After that arrives during a probe outlasts the probe's success", async (t) => {
  const { breaker, clock } = withClock(1)
  const [first, late] = [breaker.admit(), breaker.admit()]
  first?.failed(0)
  clock.now = 1000
  const probe = breaker.admit()
  late?.failed(60_000)
  probe?.succeeded()
  t.equal(breaker.state, 'open')
  t.equal(breaker.pauseMs, 60_000)
  clock.now = 61_000
  breaker.admit()?.succeeded()
  t.equal(breaker.state, 'closed')
})

void t.test('an abandoned probe is replaced by the next call, and a failed one opens the circuit again', async (t) => {
  const { breaker, clock } = withClock(1)
  breaker.admit()?.failed(0)
  clock.now = 1000
  const probe = breaker.admit()
  t.equal(breaker.admit(), null)
  t.equal(breaker.pauseMs, 1000)
  probe?.abandoned()
  breaker.admit()?.failed(0)
  t.equal(breaker.state, 'open')
  clock.now = 2000
  breaker.admit()?.succeeded()
  t.equal(breaker.state, 'closed')
})

void t.test('a disconnected caller does not count against the upstream', async (t) => {
  const { url, get, simulator } = await startSandbox(t, { environment: { ...once, BREAKER_THRESHOLD: '1' } })
  withFaults(t, simulator, { tenant: { kind: 'hang', times: 1 } })
  const abort = new AbortController()
  const left = fetch(`${url}/accounts?source=tenant`, { signal: abort.signal })
  await until(() => simulator.calls.length === 1)
  abort.abort()
  await t.rejects(left)
  t.match((await get('/sources/tenant')).body, { circuit: 'closed' })
  t.equal((await get('/accounts?source=tenant')).status, 200)
})

void t.test('a pause is capped at 15 minutes', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: once })
  withFaults(t, simulator, { iam: { kind: 'throttle', retryAfter: 86_400, times: 1 } })
  t.equal((await get('/accounts?source=iam')).headers.get('retry-after'), '86400')
  const { body, headers } = await get('/accounts?source=iam')
  t.match([body.type, headers.get('retry-after')], ['/problems/circuit-open', '900'])
})
