import t from 'tap'
import { timeoutName } from '../../src/config/settings.ts'
import { Abandoned } from '../../src/problems/failure.ts'
import { Flights } from '../../src/upstream/coalesce.ts'
import { Deadlines, type Deadline } from '../../src/upstream/deadline.ts'
import { withFaults } from '../support/faults.ts'
import { startSandbox, startService, type Service } from '../support/service.ts'
import { answerWith, pathOf, successOf } from '../support/samples.ts'
import { plain, sources } from '../support/sources.ts'
import { until } from '../support/until.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

/** The number of requests that have reached the service. */
function arrivals({ app }: Service): () => number {
  let count = 0
  app.server.server.on('request', () => count++)
  return () => count
}

void t.test('1,000 identical requests at once cost one upstream call', async (t) => {
  for (const source of sources) {
    const answers: (() => void)[] = []
    const upstream = await startUpstream(t, (_request, response) => {
      answers.push(() => sendJson(response, successOf(source)))
    })
    const environment = { ...plain, [timeoutName(source)]: '60000' }
    const service = await startService(t, upstream.url, { environment })
    const arrived = arrivals(service)
    const asked = Array.from({ length: 1000 }, async () => (await fetch(service.url + pathOf(source))).text())
    await until(() => arrived() === 1000 && answers.length > 0)
    for (const answer of answers) answer()
    const texts = new Set((await Promise.all(asked)).map((text) => text.replace(/"durationMs":\d+/, '')))
    t.equal(texts.size, 1)
    t.equal(upstream.requests.length, 1, source)
  }
})

void t.test('equal requests with two tokens are two calls, and each caller gets its own answer', async (t) => {
  const answers: (() => void)[] = []
  const upstream = await startUpstream(t, ({ headers }, response) => {
    const id = headers.cookie?.replace('access_token=', '')
    answers.push(() => sendJson(response, answerWith('iam', `[{"AccountId":"${id}"}]`)))
  })
  const service = await startService(t, upstream.url, { environment: { ...plain, IAM_TIMEOUT_MS: '60000' } })
  const arrived = arrivals(service)
  const asked = Array.from({ length: 100 }, async (_, index) => {
    const token = index % 2 === 0 ? 'even' : 'odd'
    const { body } = await service.get('/accounts?source=iam', { 'x-iam-access-token': token })
    return body.data[0]?.nativeId === token
  })
  await until(() => arrived() === 100 && answers.length === 2)
  for (const answer of answers) answer()
  t.ok((await Promise.all(asked)).every(Boolean))
  t.equal(upstream.requests.length, 2)
})

void t.test('any other difference leads to a separate call', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: plain })
  withFaults(t, simulator, { industry: { kind: 'delay', ms: 100 } })
  const paths = ['', '&limit=5', '&q=Emma', '&role=admin', '&page=2']
  const asked = paths.map((query) => get(`/accounts?source=industry${query}`))
  asked.push(get('/accounts?source=industry', { 'accept-language': 'zh-CN' }))
  asked.push(get('/accounts?source=industry', { 'x-iot-token': 'sandbox-iot-token' }))
  await Promise.all(asked)
  t.equal(simulator.calls.length, 7)
})

void t.test('a shared call ends only if its last caller disconnects', async (t) => {
  const answers: (() => void)[] = []
  let closed = 0
  const upstream = await startUpstream(t, (_request, response) => {
    response.on('close', () => {
      if (!response.writableEnded) closed++
    })
    answers.push(() => sendJson(response, answerWith('tenant', '[{"openId":"1"}]')))
  })
  const service = await startService(t, upstream.url, { environment: plain })
  const arrived = arrivals(service)
  const ask = (signal: AbortSignal) => fetch(`${service.url}/accounts?source=tenant`, { signal })

  const [first, second] = [new AbortController(), new AbortController()]
  const leaves = ask(first.signal)
  const stays = service.get('/accounts?source=tenant')
  await until(() => arrived() === 2 && answers.length === 1)
  first.abort()
  await t.rejects(leaves)
  answers[0]?.()
  t.match(await stays, { status: 200, body: { data: [{ id: 'tenant:1' }] } })
  t.equal(upstream.requests.length, 1)
  t.equal(closed, 0)

  const alone = ask(second.signal)
  await until(() => answers.length === 2)
  second.abort()
  await t.rejects(alone)
  await until(() => closed === 1)
})

void t.test('a failure is shared, and the next request calls again', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: { ...plain, TENANT_TIMEOUT_MS: '1500' } })
  withFaults(t, simulator, { tenant: { kind: 'hang', times: 1 } })
  const answers = await Promise.all(Array.from({ length: 20 }, () => get('/accounts?source=tenant')))
  t.ok(answers.every(({ status }) => status === 504))
  t.equal(simulator.calls.length, 1)
  t.equal((await get('/accounts?source=tenant')).status, 200)
})

void t.test('a caller that joins late and has time left gets a new call after the timeout', async (t) => {
  const answers: (() => void)[] = []
  const upstream = await startUpstream(t, (_request, response) => {
    answers.push(() => sendJson(response, answerWith('tenant', '[{"openId":"1"}]')))
  })
  const service = await startService(t, upstream.url, { environment: { ...plain, SCOPE_TIMEOUT_MS: '1000' } })
  const first = service.get('/accounts?source=tenant')
  // Of the three seconds, scope has one.
  t.equal((await service.get('/accounts?source=scope')).status, 504)
  const late = service.get('/accounts?source=tenant')
  t.equal((await first).status, 504)
  await until(() => answers.length === 3)
  answers[2]?.()
  t.match(await late, { status: 200, body: { data: [{ id: 'tenant:1' }] } })
})

void t.test('a call that had hardly begun when its last caller timed out is abandoned', async (t) => {
  const deadlines = new Deadlines('tenant', 60_000)
  const flights = new Flights<never>(deadlines)
  const reasons: Error[] = []
  const work = (deadline: Deadline): Promise<never> =>
    new Promise((_resolve, reject) =>
      deadline.watch({
        end(reason) {
          reasons.push(reason)
          reject(reason)
        }
      })
    )
  const joined = flights.join('key', deadlines.start(20), work)
  await t.rejects(joined, { message: 'tenant did not answer within 60000 ms' })
  t.ok(reasons.length === 1 && reasons[0] instanceof Abandoned)
})

void t.test('through the service: such a call does not count against the upstream', async (t) => {
  const { get, post, simulator } = await startSandbox(t, { environment: { ...plain, BREAKER_THRESHOLD: '1' } })
  // The first keys take one of the three seconds, so that the others have less time than a call needs.
  withFaults(t, simulator, { identity: { kind: 'delay', ms: 1000, times: 8 } })
  const keys = Array.from({ length: 16 }, (_, index) => ({ phone: `1000000${String(index).padStart(4, '0')}` }))
  const asked = post('/accounts/lookup', { keys })
  await until(() => simulator.calls.length === 8)
  withFaults(t, simulator, { identity: { kind: 'hang' } })
  t.match(JSON.stringify((await asked).body), '/problems/upstream-timeout')
  t.equal(simulator.calls.length, 16)
  t.match((await get('/sources/identity')).body, { circuit: 'closed' })
})

void t.test('answers that share accounts equal an unshared one, byte for byte', async (t) => {
  const answers: (() => void)[] = []
  const upstream = await startUpstream(t, (_request, response) => {
    answers.push(() => sendJson(response, successOf('tenant')))
  })
  const service = await startService(t, upstream.url, { environment: { ...plain, TENANT_TIMEOUT_MS: '60000' } })
  const ask = async (): Promise<string> => {
    const response = await fetch(service.url + pathOf('tenant'))
    const text = await response.text()
    t.equal(response.headers.get('content-type'), 'application/json; charset=utf-8')
    t.equal(response.headers.get('content-length'), String(Buffer.byteLength(text)))
    return text.replace(/"durationMs":\d+/, '')
  }
  const alone = ask()
  await until(() => answers.length === 1)
  answers[0]?.()
  const arrived = arrivals(service)
  const together = Array.from({ length: 5 }, ask)
  await until(() => arrived() === 5 && answers.length === 2)
  answers[1]?.()
  t.same(new Set(await Promise.all(together)), new Set([await alone]))
})
