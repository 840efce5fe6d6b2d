import t from 'tap'
import { Bulkhead } from '../../src/upstream/bulkhead.ts'
import { Deadlines, type Deadline } from '../../src/upstream/deadline.ts'

const deadlines = new Deadlines('tenant', 60_000)
const started: Deadline[] = []

function start(): Deadline {
  const deadline = deadlines.start()
  started.push(deadline)
  return deadline
}

t.teardown(() => {
  for (const deadline of started) deadline.finish()
})

void t.test('scans use max SCAN_CONCURRENCY slots, and wait behind all other calls', async (t) => {
  const bulkhead = new Bulkhead({ maxConcurrency: 3, maxQueue: 2, maxScans: 2 })
  const order: string[] = []
  const wait = (name: string, call: Promise<void>) => call.then(() => order.push(name))
  await bulkhead.acquireForScan(start())
  await bulkhead.acquireForScan(start())
  const third = wait('third scan', bulkhead.acquireForScan(start()))
  t.same([bulkhead.running, bulkhead.waiting], [2, 1], 'a slot stays free for others')
  t.ok(bulkhead.tryAcquire())
  const plain = wait('plain', bulkhead.acquire(start()))
  bulkhead.releaseForScan(1)
  await plain
  t.same([order, bulkhead.running, bulkhead.waiting], [['plain'], 3, 1])
  bulkhead.release(1)
  await third
  t.same([order, bulkhead.running], [['plain', 'third scan'], 3])
  const waiting = [bulkhead.acquireForScan(start()), bulkhead.acquireForScan(start())]
  const refused = await bulkhead.acquireForScan(start()).catch((error: unknown) => error)
  t.match(refused, { slug: 'overloaded' })
  for (const _ of waiting) bulkhead.releaseForScan(1)
  await Promise.all(waiting)
  for (let slots = 0; slots < 2; slots++) bulkhead.releaseForScan(1)
  bulkhead.release(1)
  t.same([bulkhead.running, bulkhead.waiting], [0, 0])
})

void t.test('a waiting scan ends at its deadline', async (t) => {
  const bulkhead = new Bulkhead({ maxConcurrency: 1, maxQueue: 2, maxScans: 1 })
  await bulkhead.acquireForScan(start())
  const deadline = start()
  const waiting = bulkhead.acquireForScan(deadline)
  deadline.finish()
  await t.rejects(waiting)
  bulkhead.releaseForScan(1)
  t.same([bulkhead.running, bulkhead.waiting], [0, 0])
})
