import t from 'tap'
import type { Fault } from '../../simulator/src/simulator.ts'
import { withFaults } from '../support/faults.ts'
import { startSandbox, startService } from '../support/service.ts'
import { answerWith, pathOf } from '../support/samples.ts'
import { plain, sources } from '../support/sources.ts'
import { createRetryBudget } from '../../src/upstream/retry.ts'
import { until } from '../support/until.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

/** Retries without a breaker. */
const patient = { ...plain, RETRY_ATTEMPTS: '2' }

const passing: readonly Fault[] = [
  { kind: 'http', status: 500 },
  { kind: 'http', status: 503 },
  { kind: 'reset' },
  { kind: 'truncate' },
  { kind: 'body', text: '' },
  { kind: 'throttle', shape: 429 }
]

void t.test('a transient failure is retried, and the caller gets a success', async (t) => {
  for (const source of sources) {
    const { get, simulator, log } = await startSandbox(t, { environment: patient })
    for (const fault of passing) {
      withFaults(t, simulator, { [source]: { ...fault, times: 1 } })
      simulator.calls.length = 0
      t.equal((await get(pathOf(source))).status, 200, `${source} ${fault.kind}`)
      t.equal(simulator.calls.length, 2)
    }
    t.match(log(), /"attempt":2/)
  }
})

void t.test('every attempt has a fresh signature and the same envelope id', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: patient })
  withFaults(t, simulator, {
    tenant: { kind: 'envelope', code: 20056, message: 'gateway.hsf.invoke.timeout', times: 2 }
  })
  const { status } = await get('/accounts?source=tenant', { 'x-request-id': 'one-and-the-same' })
  t.equal(status, 200)
  t.equal(simulator.calls.length, 3)
  t.equal(new Set(simulator.calls.map(({ headers }) => headers['x-ca-nonce'])).size, 3)
  t.equal(new Set(simulator.calls.map(({ headers }) => headers['x-ca-signature'])).size, 3)
  for (const { body } of simulator.calls) t.match(JSON.parse(body), { id: 'one-and-the-same' })
})

void t.test('a failure that is not retryable is not retried', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: patient })
  withFaults(t, simulator, { tenant: { kind: 'envelope', code: 460, message: 'request parameter error.' } })
  t.equal((await get('/accounts?source=tenant')).status, 400)
  t.equal(simulator.calls.length, 1)
})

void t.test('after RETRY_ATTEMPTS retries the last failure is the answer', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: patient })
  withFaults(t, simulator, { scope: { kind: 'http', status: 503 } })
  t.match(await get('/accounts?source=scope'), { status: 503, body: { type: '/problems/upstream-unavailable' } })
  t.equal(simulator.calls.length, 3)
})

void t.test('an unparseable response is retried only once', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: patient })
  for (const source of sources) {
    withFaults(t, simulator, { [source]: { kind: 'body', text: '{"code":200,"data":[' } })
    simulator.calls.length = 0
    t.match(await get(pathOf(source)), { status: 502, body: { type: '/problems/upstream-response-invalid' } })
    t.equal(simulator.calls.length, 2, source)
  }
})

void t.test('a retry that does not fit into the deadline is not made', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: { ...patient, TENANT_TIMEOUT_MS: '900' } })
  withFaults(t, simulator, { tenant: { kind: 'http', status: 503, headers: { 'retry-after': '1' } } })
  const { status, headers } = await get('/accounts?source=tenant')
  t.equal(status, 503)
  t.equal(headers.get('retry-after'), '1')
  t.equal(simulator.calls.length, 1)
})

void t.test("a retry waits for the upstream's Retry-After", async (t) => {
  const times: number[] = []
  const { url } = await startUpstream(t, (_request, response) => {
    times.push(performance.now())
    if (times.length === 1) sendJson(response, '{}', 429, { 'retry-after': '1' })
    else sendJson(response, answerWith('tenant', '[]', '0'))
  })
  const { get } = await startService(t, url, { environment: patient })
  t.equal((await get('/accounts?source=tenant')).status, 200)
  const [first = 0, second = 0] = times
  t.ok(second - first >= 1000)
})

void t.test('ten calls earn one retry, and max ten retries are saved up', (t) => {
  const budget = createRetryBudget()
  const spendAll = (): number => {
    let spent = 0
    while (budget.spend()) spent++
    return spent
  }
  t.equal(spendAll(), 10)
  for (const [calls, retries] of [
    [9, 0],
    [1, 1],
    [25, 2],
    [5, 1],
    [1000, 10]
  ] as const) {
    for (let call = 0; call < calls; call++) budget.earn()
    t.equal(spendAll(), retries, `${calls} calls`)
  }
  t.end()
})

void t.test('retries that the breaker refuses do not use the budget', async (t) => {
  const waiting: (() => void)[] = []
  let fails = Infinity
  const { url } = await startUpstream(t, (_request, response) => {
    const answer = (): void => {
      if (fails-- > 0) sendJson(response, '{}', 503)
      else sendJson(response, answerWith('tenant', '[]', '0'))
    }
    if (fails === Infinity) waiting.push(answer)
    else answer()
  })
  const environment = { ...patient, BREAKER_THRESHOLD: '5', BREAKER_COOLDOWN_MS: '300' }
  const { get } = await startService(t, url, { environment })
  const pages = Array.from({ length: 12 }, (_, page) => get(`/accounts?source=tenant&page=${page + 1}`))
  await until(() => waiting.length === 12)
  for (const answer of waiting) answer()
  for (const { status } of await Promise.all(pages)) t.equal(status, 503)
  fails = 0
  await until(async () => (await get('/accounts?source=tenant')).status === 200)
  fails = 2
  t.equal((await get('/accounts?source=tenant')).status, 200, 'there is some left for two')
})

void t.test('a failing upstream gets max a fifth more calls', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: patient })
  for (const source of ['tenant', 'industry'] as const) {
    withFaults(t, simulator, { [source]: { kind: 'envelope', code: 20004, message: 'backend service error' } })
    simulator.calls.length = 0
    const pages = Array.from({ length: 100 }, (_, page) => get(`/accounts?source=${source}&page=${page + 1}`))
    for (const { status } of await Promise.all(pages)) t.equal(status, 502)
    t.ok(simulator.calls.length > 100, `${simulator.calls.length} calls`)
    t.ok(simulator.calls.length <= 120, `${simulator.calls.length} calls`)
  }
})
