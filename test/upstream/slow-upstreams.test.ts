import type { Socket } from 'node:net'
import t from 'tap'
import { withFaults } from '../support/faults.ts'
import { startSandbox, startService } from '../support/service.ts'
import { pathOf, successOf } from '../support/samples.ts'
import { plain, sources, theseFive, timeoutsOf } from '../support/sources.ts'
import { httpAnswer, startTcpUpstream } from '../support/tcp-upstream.ts'

const timeoutMs = 150
/** Max delay of a busy machine. The service itself needs a few milliseconds. */
const graceMs = 5000

const environment = {
  ...plain,
  ...timeoutsOf(timeoutMs)
}

const slow: readonly (readonly [what: string, play: (socket: Socket, good: Buffer) => void])[] = [
  ['no byte at all', () => {}],
  ['headers that never end', (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n')],
  ['a body that never comes', (socket, good) => void socket.write(good.subarray(0, good.indexOf('\r\n\r\n') + 4))],
  ['a body that never ends', (socket, good) => void socket.write(good.subarray(0, -1))],
  ['a byte at a time', (socket, good) => trickle(socket, good)],
  ['early hints for ever', (socket) => trickle(socket, Buffer.from('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(100)))],
  ['a refusal whose body never comes', (socket) => void socket.write('HTTP/1.1 503 x\r\ncontent-length: 9\r\n\r\n')]
]

/** Sends one byte every 5 ms while the other side waits: never silent, never complete. */
function trickle(socket: Socket, bytes: Buffer): void {
  let sent = 0
  const timer = setInterval(() => socket.write(bytes.subarray(sent, ++sent)), 5)
  socket.once('close', () => clearInterval(timer))
}

for (const [what, play] of slow) {
  void t.test(`${what}: answered at the deadline, no connection left, and the next call works`, async (t) => {
    const state: { source: string; bad: boolean } = { source: 'tenant', bad: true }
    const upstream = await startTcpUpstream(t, (socket) => {
      const good = httpAnswer(successOf(state.source))
      if (state.bad) play(socket, good)
      else socket.write(good)
    })
    // The next call is checked by its answer, not by its speed, so it goes to a service with the usual timeouts.
    const { get } = await startService(t, upstream.url, { environment })
    const patient = await startService(t, upstream.url, { environment: plain })
    let idle = 0
    for (const source of sources) {
      state.source = source
      state.bad = true
      const startedAt = performance.now()
      const { body } = await get(pathOf(source))
      const tookMs = performance.now() - startedAt
      t.match(body, { type: '/problems/upstream-timeout', status: 504, retryable: true, source })
      t.equal(body.detail, `${source} did not answer within ${timeoutMs} ms`)
      t.ok(tookMs >= timeoutMs - 5 && tookMs <= timeoutMs + graceMs, `${source} took ${Math.round(tookMs)} ms`)
      await upstream.openAtMost(idle)
      state.bad = false
      t.equal((await patient.get(pathOf(source))).status, 200)
      idle += 1
    }
  })
}

void t.test('a hanging source delays an answer of several by max its own timeout', async (t) => {
  const { get, simulator } = await startSandbox(t, {
    environment: { ...plain, ...theseFive, IAM_TIMEOUT_MS: String(timeoutMs) }
  })
  withFaults(t, simulator, { iam: { kind: 'hang' } })
  const startedAt = performance.now()
  const { status, body } = await get('/accounts?limit=8')
  t.ok(performance.now() - startedAt <= timeoutMs + graceMs)
  t.equal(status, 200)
  t.strictSame(
    body.sources.map(({ source, status }) => [source, status]),
    [
      ['tenant', 'ok'],
      ['scope', 'ok'],
      ['industry', 'ok'],
      ['iam', 'failed']
    ]
  )
  t.match(body.sources[3]?.problem, { type: '/problems/upstream-timeout', status: 504, retryable: true })
})

void t.test('upstream pages of one answer share one timeout', async (t) => {
  const { get, simulator } = await startSandbox(t, {
    environment: { ...plain, TENANT_TIMEOUT_MS: String(timeoutMs), TENANT_MAX_PAGE_SIZE: '2' }
  })
  withFaults(t, simulator, { tenant: { kind: 'hang' } })
  const startedAt = performance.now()
  const { body } = await get('/accounts?source=tenant&limit=20')
  t.ok(performance.now() - startedAt <= timeoutMs + graceMs)
  t.match(body, { type: '/problems/upstream-timeout', source: 'tenant' })
  t.equal(simulator.calls.length, 10)
})
