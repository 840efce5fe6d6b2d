import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { pipeline } from 'node:stream'
import t, { type Test } from 'tap'
import { startSimulator } from '../../simulator/src/simulator.ts'
import { startChild, startServer } from '../support/child.ts'
import { withFaults } from '../support/faults.ts'
import { startLoad, type Outcome } from '../support/load.ts'
import { listenOnLoopback } from '../support/loopback.ts'
import { openRaw } from '../support/raw.ts'
import { freePort } from '../support/redis.ts'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'
import { plain } from '../support/sources.ts'
import { until } from '../support/until.ts'

const paths = ['/accounts?source=tenant&limit=5', '/accounts?source=scope&limit=5', '/accounts?limit=8', '/livez']

async function startUpstreams(t: Test) {
  const simulator = await startSimulator()
  t.teardown(() => simulator.close())
  // So that some requests are always running.
  withFaults(t, simulator, { scope: { kind: 'delay', ms: 60 } })
  const settings = { ...sandboxSettings(simulator.url), ...plain, PORT: '0' }
  return { simulator, settings }
}

/** Number of requests by outcome. */
function tally(outcomes: readonly Outcome[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { end } of outcomes) counts[end] = (counts[end] ?? 0) + 1
  return counts
}

/** The outcome of a new connection, which is then closed. */
async function attempt(url: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  try {
    await once(socket, 'connect')
    return 'connected'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  } finally {
    socket.destroy()
  }
}

void t.test('SIGTERM under steady load: every accepted request is answered, then the process exits', async (t) => {
  const { settings } = await startUpstreams(t)
  // Measured: nothing else connects while a service closes its port.
  const service = startChild(t, 'src/server.ts', { ...settings, SHUTDOWN_TIMEOUT_MS: '10000' })
  const url = await service.said(/http:\/\/127\.0\.0\.1:\d+/)
  const load = startLoad(url, paths, 500)
  await until(() => load.outcomes.length > 500)
  const signalledAt = performance.now()
  service.process.kill('SIGTERM')
  const [code] = await once(service.process, 'exit')
  const tookMs = performance.now() - signalledAt
  const outcomes = await load.stop()
  t.equal(code, 0)
  t.ok(tookMs < 5000, `it took ${Math.round(tookMs)} ms, well within its time`)
  const onKept = outcomes.filter(({ reused }) => reused)
  t.strictSame(tally(onKept), { 200: onKept.length })
  // The process cannot prevent a reset of connections that the kernel accepted just before the port closed.
  const broken = outcomes.filter(({ end }) => end !== 200 && end !== 'ECONNREFUSED')
  t.ok(broken.every(({ end }) => end === 'ECONNRESET') && broken.length <= 10, JSON.stringify(broken))
  const inTurn = outcomes.filter(({ fresh }) => fresh).toSorted((left, right) => left.sentAt - right.sentAt)
  t.match(inTurn.map(({ end }) => end).join(' '), /^(200 )+(ECONNRESET )*(ECONNREFUSED ?)+$/)
  // A request that waits for a kept connection may be sent later than its start time.
  const refused = outcomes.filter(({ end, fresh }) => fresh && end === 'ECONNREFUSED').map(({ sentAt }) => sentAt)
  t.ok(Math.min(...refused) - signalledAt > 900, 'no request is refused before a balancer could know')
})

void t.test('connections in the backlog when the port closes are accepted and answered', async (t) => {
  const { settings } = await startUpstreams(t)
  const preload = new URL('../support/stop-after-sigterm.ts', import.meta.url).href
  const environment = { ...settings, SHUTDOWN_TIMEOUT_MS: '4000' }
  const service = startChild(t, process.execPath, environment, ['--import', preload, 'src/server.ts'])
  const url = await service.said(/http:\/\/127\.0\.0\.1:\d+/)
  t.equal((await fetch(`${url}/livez`)).status, 200)
  service.process.kill('SIGTERM')
  await service.said(/^stopped$/m)
  const stoppedAt = performance.now()
  const waiting = [1, 2, 3, 4, 5, 6].map(() => openRaw(t, url, 'GET /livez HTTP/1.1\r\nhost: x\r\n\r\n'))
  await Promise.all(waiting.map(({ socket }) => once(socket, 'connect')))
  // The port closes a tenth of the timeout after SIGTERM, which passes here while the service is stopped.
  await until(() => performance.now() > stoppedAt + 400)
  service.process.kill('SIGCONT')
  for (const { ended } of waiting) t.match(await ended, /200 OK[^]*alive/)
  const [code] = await once(service.process, 'exit')
  t.equal(code, 0)
})

void t.test('once new connections are refused, a request on an open one is still answered', async (t) => {
  const { simulator, settings } = await startUpstreams(t)
  const service = await startServer(t, { ...settings, SHUTDOWN_TIMEOUT_MS: '6000', TENANT_TIMEOUT_MS: '10000' })
  const idle = openRaw(t, service.url, 'GET /livez HTTP/1.1\r\nhost: x\r\n\r\n')
  await until(() => idle.received().includes('alive'))
  withFaults(t, simulator, { tenant: { kind: 'delay', ms: 3000, times: 1 } })
  const running = fetch(`${service.url}/accounts?source=tenant`)
  await until(() => simulator.calls.length > 0)
  service.process.kill('SIGTERM')
  await until(async () => (await attempt(service.url)) === 'ECONNREFUSED')
  idle.socket.write('GET /accounts?source=scope&limit=5 HTTP/1.1\r\nhost: x\r\n\r\n')
  t.match(await idle.ended, /200 OK[^]*200 OK[^]*connection: close[^]*"complete":true/i)
  t.equal((await running).status, 200)
  const [code] = await once(service.process, 'exit')
  t.equal(code, 0)
})

/** Passes each connection to the next port that reports ready. A port that refuses is skipped. */
async function startBalancer(t: Test, ports: readonly number[]): Promise<string> {
  let turn = 0
  const ready = new Set(ports)
  const probe = async (port: number): Promise<void> => {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/readyz`)
      await response.text()
      ready[response.ok ? 'add' : 'delete'](port)
    } catch {
      ready.delete(port)
    }
  }
  const probing = setInterval(() => {
    for (const port of ports) void probe(port)
  }, 100)
  t.teardown(() => clearInterval(probing))
  const sockets = new Set<Socket>()
  const dial = async (): Promise<Socket> => {
    const first = turn++
    const open = [...ready]
    for (let tries = 0; ; tries++) {
      const upstream = connect(open[(first + tries) % open.length] ?? 0, '127.0.0.1')
      try {
        await once(upstream, 'connect')
        return upstream
      } catch (error) {
        if (tries >= open.length - 1) throw error
      }
    }
  }
  const server = createServer((caller) => {
    sockets.add(caller)
    caller.once('close', () => sockets.delete(caller))
    dial().then(
      (upstream) => pipeline(caller, upstream, caller, () => {}),
      () => caller.destroy()
    )
  })
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
  })
  return listenOnLoopback(t, server)
}

void t.test('no request fails while two instances are replaced one after the other', async (t) => {
  const { settings } = await startUpstreams(t)
  const ports = [await freePort(), await freePort()]
  const start = (port: number) => startServer(t, { ...settings, PORT: String(port) })
  const instances = [await start(ports[0] ?? 0), await start(ports[1] ?? 0)]
  const load = startLoad(await startBalancer(t, ports), paths, 300)
  await until(() => load.outcomes.length > 100)
  for (const [place, { process, url }] of instances.entries()) {
    process.kill('SIGTERM')
    const [code] = await once(process, 'exit')
    t.equal(code, 0, `instance ${place}`)
    const begun = load.outcomes.length
    const next = await start(Number(new URL(url).port))
    await until(() => load.outcomes.length > begun + 100)
    t.equal((await fetch(`${next.url}/readyz`)).status, 200)
  }
  t.strictSame(Object.keys(tally(await load.stop())), ['200'])
})
