import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { maxCalls, recordCall, type SimulatorCall } from '../../simulator/src/call-log.ts'
import { startSimulator } from '../../simulator/src/simulator.ts'
import { callGateway, callIam, documented, readJson, simulatorFor } from './client.ts'
import { until } from '../support/until.ts'

void t.test('GET / describes the server', async (t) => {
  const simulator = await simulatorFor(t)
  t.match(simulator.url, /^http:\/\/127\.0\.0\.1:\d+$/)
  t.match(await readJson(await fetch(simulator.url)), {
    about: /^A simulator/,
    operations: { industry: { method: 'POST', path: documented.industry.path, apiVer: '1.0.7' } },
    credentials: { appKey: 'sandbox', appSecret: 'sandbox-secret', iamToken: 'sandbox-token' },
    faults: { kinds: ['delay', 'hang'] }
  })
})

for (const [method, path] of [
  ['GET', documented.tenant.path],
  ['POST', '/user/account/nothing'],
  ['POST', '/iam/subaccounts'],
  ['POST', '/'],
  ['POST', '/__faults'],
  ['GET', '/__faults/tenant'],
  ['PUT', '/__faults/tenant/more']
] as const) {
  void t.test(`${method} ${path} is an invalid URL`, async (t) => {
    const simulator = await simulatorFor(t)
    const response = await fetch(simulator.url + path, { method })
    t.equal(response.status, 404)
    t.equal(response.headers.get('x-ca-error-code'), 'I404NF')
    t.equal(response.headers.get('x-ca-error-message'), 'Invalid Url')
    t.equal(await response.text(), '')
    t.equal(simulator.calls.length, 0)
  })
}

void t.test('calls are recorded as received, in order', async (t) => {
  const simulator = await simulatorFor(t)
  await callGateway(simulator, 'tenant', { body: '{"不":"好"}', query: '?a=1', secret: 'wrong' })
  await callIam(simulator, '?Limit=5')
  t.match(simulator.calls, [
    { source: 'tenant', body: '{"不":"好"}', url: `${documented.tenant.path}?a=1`, headers: { 'x-ca-key': 'sandbox' } },
    { source: 'iam', body: '', url: '/iam/subaccounts?Limit=5', headers: { cookie: 'access_token=sandbox-token' } }
  ])
})

void t.test('the oldest calls are dropped', async (t) => {
  const calls: SimulatorCall[] = []
  for (let count = 0; count <= maxCalls; count += 1) {
    recordCall(calls, { source: 'iam', headers: {}, body: '', url: String(count) })
  }
  t.equal(calls.length, 10_000)
  t.equal(calls[0]?.url, '1')
  t.equal(calls.at(-1)?.url, '10000')
})

void t.test('a body of 1 MiB is read, a longer one refused', async (t) => {
  const simulator = await simulatorFor(t)
  const mebibyte = JSON.stringify('x'.repeat(1024 * 1024 - 2))
  t.equal((await callGateway(simulator, 'tenant', { body: mebibyte })).status, 400)
  const response = await callGateway(simulator, 'tenant', { body: `${mebibyte} ` })
  t.equal(response.status, 413)
  t.equal(response.headers.get('x-ca-error-code'), 'I413RL')
  t.equal(simulator.calls.length, 1)
})

void t.test('a client that disconnects while sending does not affect the server', async (t) => {
  const simulator = await simulatorFor(t)
  const socket = connect(Number(new URL(simulator.url).port), '127.0.0.1')
  await once(socket, 'connect')
  socket.write(`POST ${documented.tenant.path} HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{`)
  await until(() => simulator.openSockets() === 1)
  socket.resetAndDestroy()
  await until(() => simulator.openSockets() === 0)
  t.equal((await callGateway(simulator, 'tenant')).status, 200)
  t.equal(simulator.calls.length, 1)
})

void t.test('close cuts hanging requests off, and may be called twice', async (t) => {
  const simulator = await startSimulator()
  simulator.setFault('iam', { kind: 'hang' })
  const cutOff = t.rejects(callIam(simulator), { name: 'TypeError' })
  await until(() => simulator.calls.length === 1)
  await Promise.all([simulator.close(), simulator.close()])
  await cutOff
  await until(() => simulator.openSockets() === 0)
  await t.rejects(fetch(simulator.url), { cause: { code: 'ECONNREFUSED' } })
})

void t.test('a port in use is reported', async (t) => {
  const { url } = await simulatorFor(t)
  await t.rejects(startSimulator({ port: Number(new URL(url).port) }), { code: 'EADDRINUSE' })
})

void t.test('an IPv6 address is in brackets', async (t) => {
  const simulator = await simulatorFor(t, { host: '::1' })
  t.match(simulator.url, /^http:\/\/\[::1\]:\d+$/)
  t.equal((await fetch(simulator.url)).status, 200)
})
