import t from 'tap'
import { Bulkhead } from '../../src/upstream/bulkhead.ts'
import { Deadlines } from '../../src/upstream/deadline.ts'
import { withFaults } from '../support/faults.ts'
import { startSandbox } from '../support/service.ts'
import { plain } from '../support/sources.ts'
import { until } from '../support/until.ts'

const narrow = { ...plain, SOURCE_MAX_CONCURRENCY: '2', SOURCE_MAX_QUEUE: '3', TENANT_TIMEOUT_MS: '1500' }

void t.test(
  'calls beyond SOURCE_MAX_CONCURRENCY wait, and calls beyond SOURCE_MAX_QUEUE are refused at once',
  async (t) => {
    const { get, simulator } = await startSandbox(t, { environment: narrow })
    withFaults(t, simulator, { tenant: { kind: 'hang' } })
    const answers = Array.from({ length: 8 }, (_, page) => get(`/accounts?source=tenant&page=${page + 1}`))
    const refused = await Promise.any(answers)
    t.match([refused.status, refused.body], [503, { type: '/problems/overloaded', source: 'tenant', retryable: true }])
    t.equal(refused.headers.get('retry-after'), '1')
    t.equal(simulator.calls.length, 2)
    t.equal((await get('/accounts?source=scope')).status, 200, 'others are not concerned')
    const all = await Promise.all(answers)
    t.same(
      all.map(({ status }) => status).toSorted((left, right) => left - right),
      [503, 503, 503, 504, 504, 504, 504, 504]
    )
    simulator.clearFault('tenant')
    t.equal((await get('/accounts?source=tenant')).status, 200, 'and every place is free again')
  }
)

void t.test('waiting calls are served in the order of arrival', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: { ...plain, SOURCE_MAX_CONCURRENCY: '1' } })
  withFaults(t, simulator, { tenant: { kind: 'delay', ms: 5 } })
  const pages = Array.from({ length: 6 }, (_, page) => get(`/accounts?source=tenant&limit=1&page=${page + 1}`))
  for (const { status } of await Promise.all(pages)) t.equal(status, 200)
  const asked = simulator.calls.map(({ body }) => JSON.parse(body).params.pageNo)
  t.same(
    asked,
    asked.toSorted((left, right) => left - right)
  )
})

void t.test('a disconnected caller leaves the queue', async (t) => {
  const { url, get, simulator } = await startSandbox(t, {
    environment: { ...plain, SOURCE_MAX_CONCURRENCY: '1', SOURCE_MAX_QUEUE: '1' }
  })
  withFaults(t, simulator, { tenant: { kind: 'hang', times: 1 } })
  const abort = new AbortController()
  const first = fetch(`${url}/accounts?source=tenant&page=1`, { signal: abort.signal })
  await until(() => simulator.calls.length === 1)
  const leave = new AbortController()
  const second = fetch(`${url}/accounts?source=tenant&page=2`, { signal: leave.signal })
  const says = async (line: string) => (await (await fetch(`${url}/metrics`)).text()).includes(line)
  await until(() => says('waiting{source="tenant"} 1'))
  t.equal((await get('/accounts?source=tenant&page=3')).status, 503)
  leave.abort()
  await t.rejects(second)
  await until(() => says('waiting{source="tenant"} 0'))
  abort.abort()
  await t.rejects(first)
  await until(() => says('in_flight{source="tenant"} 0'))
  t.equal((await get('/accounts?source=tenant&page=3')).status, 200)
  t.equal(simulator.calls.length, 2)
})

void t.test('a burst that the upstream can serve is queued and answered', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: { ...plain, SOURCE_MAX_CONCURRENCY: '2' } })
  const pages = Array.from({ length: 100 }, (_, page) => get(`/accounts?source=industry&limit=1&page=${page + 1}`))
  const statuses = new Set((await Promise.all(pages)).map(({ status }) => status))
  t.same([...statuses], [200])
  t.equal(simulator.calls.length, 100)
})

void t.test('a call that would wait for more than half of its time is refused', async (t) => {
  const deadline = new Deadlines('tenant', 60_000).start()
  t.teardown(() => deadline.finish())
  const bulkhead = new Bulkhead({ maxConcurrency: 2, maxQueue: 1000, maxScans: 4 })
  const fill = (): void => {
    while (bulkhead.tryAcquire());
  }
  fill()
  bulkhead.release(20_000)
  fill()
  // Two slots, each held for 20 s: one becomes free every 10 s, and half of the time is 30 s.
  const queued = [bulkhead.acquire(deadline), bulkhead.acquire(deadline)]
  const refused = await bulkhead.acquire(deadline).catch((error: unknown) => error)
  t.match(refused, { slug: 'overloaded', facts: { retryAfterSeconds: 30 } })
  t.equal(bulkhead.waiting, 2)
  bulkhead.release(0)
  bulkhead.release(0)
  await Promise.all(queued)
  t.equal(bulkhead.waiting, 0)
})

void t.test('an idle source resets its expected wait', async (t) => {
  const deadline = new Deadlines('tenant', 1000).start()
  t.teardown(() => deadline.finish())
  const bulkhead = new Bulkhead({ maxConcurrency: 1, maxQueue: 1, maxScans: 4 })
  bulkhead.tryAcquire()
  bulkhead.release(900)
  bulkhead.tryAcquire()
  const queued = bulkhead.acquire(deadline)
  bulkhead.release(0)
  await queued
  t.equal(bulkhead.running, 1)
})
