import { request } from 'node:http'
import t from 'tap'
import { operations } from '../../simulator/src/operations.ts'
import type { Fault } from '../../simulator/src/simulator.ts'
import { allSources, callSource, simulatorFor } from './client.ts'
import { until } from '../support/until.ts'

/** Their timers would keep this process alive. A pooling client would open a new socket after disconnecting, so none is used. */
const faultsToLeave: readonly Fault[] = [
  { kind: 'hang' },
  { kind: 'delay', ms: 3_600_000 },
  { kind: 'oversize', bytes: 1_000_000_000 }
]

for (const source of allSources) {
  void t.test(`${source} delays its real answer`, async (t) => {
    const simulator = await simulatorFor(t)
    const plain = await (await callSource(simulator, source)).text()
    simulator.setFault(source, { kind: 'delay', ms: 40 })
    const start = performance.now()
    const response = await callSource(simulator, source)
    t.ok(performance.now() - start >= 39)
    t.equal(withoutId(await response.text()), withoutId(plain))
  })

  for (const fault of faultsToLeave) {
    void t.test(
      `${source}: a client that disconnects during ${fault.kind} leaves no timer or connection`,
      async (t) => {
        const simulator = await simulatorFor(t)
        simulator.setFault(source, fault)
        const { method, path } = operations[source]
        const leaving = request(simulator.url + path, { method, agent: false })
        leaving.on('error', () => {})
        leaving.end()
        await until(() => simulator.calls.length === 1)
        t.equal(simulator.openSockets(), 1)
        leaving.destroy()
        await until(() => simulator.openSockets() === 0)
      }
    )
  }

  void t.test(`${source} resets the connection before any byte`, async (t) => {
    const simulator = await simulatorFor(t)
    simulator.setFault(source, { kind: 'reset' })
    await t.rejects(callSource(simulator, source), { cause: { code: 'ECONNRESET' } })
    t.equal(simulator.calls.length, 1)
  })

  void t.test(`${source} cuts its real answer off in the middle`, async (t) => {
    const simulator = await simulatorFor(t)
    const whole = await (await callSource(simulator, source)).text()
    simulator.setFault(source, { kind: 'truncate' })
    const response = await callSource(simulator, source)
    t.equal(response.headers.get('content-length'), String(Buffer.byteLength(whole)))
    const received: Uint8Array[] = []
    await t.rejects(
      async () => {
        for await (const chunk of response.body ?? []) received.push(chunk)
      },
      { name: 'TypeError' }
    )
    const bytes = Buffer.concat(received)
    t.equal(bytes.length, Math.floor(Buffer.byteLength(whole) / 2))
    t.throws(() => JSON.parse(bytes.toString()))
  })

  void t.test(`${source} sends an oversized answer`, async (t) => {
    const simulator = await simulatorFor(t)
    simulator.setFault(source, { kind: 'oversize', bytes: 1_000_000 })
    const text = await (await callSource(simulator, source)).text()
    t.ok(text.length >= 1_000_000)
    t.match(JSON.parse(text), { code: 200 })
  })
}

/** The envelope's id changes each time. */
function withoutId(text: string): string {
  return text.replace(/"id":"[^"]*"/, '')
}
