import t from 'tap'
import { withFaults } from '../support/faults.ts'
import { openRaw } from '../support/raw.ts'
import { startSandbox } from '../support/service.ts'
import { until } from '../support/until.ts'

const limits = { headersTimeoutMs: 200, requestTimeoutMs: 400, checkIntervalMs: 20, keepAliveTimeoutMs: 300 }
const host = 'Host: x\r\n'
const json = 'Content-Type: application/json\r\n'
const problem =
  /^HTTP\/1\.1 400 [^]*content-type: application\/problem\+json[^]*connection: close[^]*"detail":"the request timed out before it was complete"/

void t.test('header fields that arrive too slowly get a problem, and the connection closes', async (t) => {
  const { url, get } = await startSandbox(t, { limits })
  const slow = [
    openRaw(t, url, 'G'),
    openRaw(t, url, 'GE'),
    openRaw(t, url, 'GET /livez HTTP/1.1\r\n'),
    openRaw(t, url, `GET /livez HTTP/1.1\r\n${host}X-A: `)
  ]
  const dripping = openRaw(t, url, 'GET /livez HTTP/1.1\r\n')
  const drip = setInterval(() => dripping.socket.write('X-A: 1\r\n'), 20)
  t.teardown(() => clearInterval(drip))
  for (const { ended } of [...slow, dripping]) t.match(await ended, problem)
  t.equal((await get('/livez')).status, 200)
})

void t.test('a connection on which nothing arrives is closed without an answer', async (t) => {
  const { url } = await startSandbox(t, { limits })
  const unused = [1, 2, 3].map(() => openRaw(t, url, ''))
  for (const { ended } of unused) t.equal(await ended, '')
})

void t.test('a body that arrives too slowly gets a problem, and the connection closes', async (t) => {
  const { url, log } = await startSandbox(t, { limits })
  const search = `POST /accounts/search HTTP/1.1\r\n${host}${json}`
  const slow = [
    openRaw(t, url, `${search}Content-Length: 100\r\n\r\n{`),
    openRaw(t, url, `${search}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`)
  ]
  const dripping = openRaw(t, url, `${search}Content-Length: 100000\r\n\r\n{`)
  const drip = setInterval(() => dripping.socket.write(' '), 20)
  t.teardown(() => clearInterval(drip))
  for (const { ended } of [...slow, dripping]) t.match(await ended, problem)
  await until(() => log().split('"status":499').length > 3)
  t.notMatch(log(), 'internal')
})

void t.test('a request answered before its body arrived gets no second answer', async (t) => {
  const { url } = await startSandbox(t, { limits })
  const early = openRaw(t, url, `POST /nothing HTTP/1.1\r\n${host}${json}Content-Length: 100\r\n\r\n{`)
  const answer = await early.ended
  t.match(answer, /^HTTP\/1\.1 404 /)
  t.equal(answer.split('HTTP/1.1').length - 1, 1)
})

void t.test('an idle connection is closed without an answer', async (t) => {
  const { url } = await startSandbox(t, { limits })
  const { ended } = openRaw(t, url, `GET /livez HTTP/1.1\r\n${host}\r\n`)
  const answer = await ended
  t.match(answer, /^HTTP\/1\.1 200 [^]*\{"status":"alive"\}$/)
})

void t.test('a slow request within the timeout is answered', async (t) => {
  const { url } = await startSandbox(t, { limits: { headersTimeoutMs: 10_000, requestTimeoutMs: 20_000 } })
  const text = `GET /livez HTTP/1.1\r\n${host}Connection: close\r\n\r\n`
  const { socket, ended } = openRaw(t, url, '')
  for (const byte of text) {
    socket.write(byte)
    await new Promise((resolve) => setImmediate(resolve))
  }
  t.match(await ended, /^HTTP\/1\.1 200 /)
})

void t.test('garbage behind a request whose answer is on its way is answered after it', async (t) => {
  const { url } = await startSandbox(t)
  const request = `GET /accounts/export?source=industry HTTP/1.1\r\n${host}\r\n`
  const { socket, ended, received } = openRaw(t, url, request)
  while (!received().includes('industry:')) await new Promise((resolve) => socket.once('data', resolve))
  socket.write('garbage\r\n\r\n')
  socket.write('and more of it')
  t.match(await ended, /"complete":true[^]*\r\n0\r\n\r\nHTTP\/1\.1 400 [^]*\/problems\/invalid-request/)
})

void t.test('pipelined requests are answered in order, a broken one last', async (t) => {
  const { url, simulator } = await startSandbox(t)
  const list = `GET /accounts?source=tenant&limit=1 HTTP/1.1\r\n${host}\r\n`
  const broken = `POST /accounts/search HTTP/1.1\r\n${host}X-Request-Id: mine\r\n${json}Transfer-Encoding: chunked\r\n\r\nzz\r\n`
  const inTurn = /^HTTP\/1\.1 200 [^]*"tenant:[^]*HTTP\/1\.1 200 [^]*alive[^]*HTTP\/1\.1 400 [^]*invalid-request/
  for (const last of [broken, 'garbage\r\n\r\n', 'GET / HTTP/1.1\r\nHost x\r\n\r\n']) {
    withFaults(t, simulator, { tenant: { kind: 'delay', ms: 50, times: 1 } })
    const { ended } = openRaw(t, url, `${list}GET /livez HTTP/1.1\r\n${host}\r\n${last}`)
    const answers = await ended
    t.match(answers, inTurn)
    t.equal(answers.split('HTTP/1.1 ').length - 1, 3)
    if (last === broken) t.match(answers, /x-request-id: mine[^]*"instance":"\/accounts\/search","requestId":"mine"/i)
  }
})

void t.test('a caller that disconnects before its answers gets none, and no 400 is logged', async (t) => {
  const { url, simulator, log } = await startSandbox(t)
  withFaults(t, simulator, { tenant: { kind: 'hang' } })
  const { socket } = openRaw(t, url, `GET /accounts?source=tenant HTTP/1.1\r\n${host}\r\ngarbage\r\n\r\n`)
  await until(() => simulator.calls.length === 1)
  socket.destroy()
  await until(() => log().includes('"status":499'))
  t.notMatch(log(), '"status":400')
})

void t.test('a connection without traffic is closed', async (t) => {
  const { url, simulator } = await startSandbox(t, { limits: { ...limits, stallTimeoutMs: 200 } })
  withFaults(t, simulator, { tenant: { kind: 'hang' } })
  const hanging = openRaw(t, url, `GET /accounts?source=tenant HTTP/1.1\r\n${host}\r\n`)
  t.equal(await hanging.ended, '')
})

void t.test('an answer that is not read is aborted', async (t) => {
  const { url, log } = await startSandbox(t, {
    limits: { ...limits, stallTimeoutMs: 200 },
    // More than all buffers can hold.
    simulator: { scale: 20 }
  })
  const unread = openRaw(t, url, `GET /accounts/export?source=industry HTTP/1.1\r\n${host}\r\n`)
  unread.socket.pause()
  await until(() => /"route":"\/accounts\/export","status":499/.test(log()))
  t.pass('the request ended without its answer')
})
