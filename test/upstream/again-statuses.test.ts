import type { Socket } from 'node:net'
import t from 'tap'
import { pathOf, successOf } from '../support/samples.ts'
import { startService } from '../support/service.ts'
import { sources } from '../support/sources.ts'
import { httpAnswer, startTcpUpstream } from '../support/tcp-upstream.ts'

/** No long pause, no open circuit, and default retries. */
const environment = { BREAKER_THRESHOLD: '1000', RATE_LIMIT_MAX: '100000' }

const refusals: Readonly<Record<string, (socket: Socket) => void>> = {
  'HTTP/1.0 408': (socket) => void socket.end('HTTP/1.0 408 Request Time-out\r\ncontent-type: text/html\r\n\r\n<html>'),
  'HTTP/1.1 408 that closes': (socket) => void socket.end('HTTP/1.1 408 Timeout\r\nconnection: close\r\n\r\n'),
  'HTTP/1.1 408 on a connection that stays': (socket) => void socket.write(httpAnswer('{}', {}, '408 Timeout')),
  'HTTP/1.1 421 on a connection that stays': (socket) => void socket.write(httpAnswer('{}', {}, '421 Misdirected')),
  'HTTP/1.1 421 that closes': (socket) => void socket.end('HTTP/1.1 421 Misdirected\r\nconnection: close\r\n\r\n')
}

for (const [what, refuse] of Object.entries(refusals)) {
  void t.test(`a reused connection answers ${what}: the call is repeated on a new one`, async (t) => {
    const state = { source: 'tenant' }
    const calls = new WeakMap<Socket, number>()
    const upstream = await startTcpUpstream(t, (socket) => {
      const call = (calls.get(socket) ?? 0) + 1
      calls.set(socket, call)
      if (call === 1) socket.write(httpAnswer(successOf(state.source)))
      else refuse(socket)
    })
    const { get, log } = await startService(t, upstream.url, { environment })
    for (const source of sources) {
      state.source = source
      t.equal((await get(pathOf(source))).status, 200, `${source}: a new connection`)
      t.equal((await get(pathOf(source))).status, 200, `${source}: a reused one`)
    }
    t.equal(log().match(/"attempt":2/g)?.length, sources.length, 'one retry a source')
    await upstream.openAtMost(sources.length)
  })
}

void t.test('425: the call is repeated on the same connection', async (t) => {
  const state = { source: 'tenant', calls: 0 }
  const upstream = await startTcpUpstream(t, (socket) => {
    state.calls++
    const early = state.calls % 2 === 1
    socket.write(httpAnswer(early ? '{}' : successOf(state.source), {}, early ? '425 Too Early' : '200 OK'))
  })
  const { get } = await startService(t, upstream.url, { environment })
  let open = 0
  for (const source of sources) {
    state.source = source
    t.equal((await get(pathOf(source))).status, 200, source)
    t.equal(upstream.open(), ++open)
  }
})

void t.test('408, 421, 425: if every attempt gets one, the problem has its slug', async (t) => {
  const state = { status: 0 }
  const upstream = await startTcpUpstream(t, (socket) => {
    socket.write(httpAnswer('{"code":200}', {}, `${state.status} Again`))
  })
  const { get } = await startService(t, upstream.url, { environment: { ...environment, RETRY_ATTEMPTS: '1' } })
  for (const [httpStatus, slug, status] of [
    [408, 'upstream-timeout', 504],
    [421, 'upstream-unavailable', 503],
    [425, 'upstream-unavailable', 503]
  ] as const) {
    state.status = httpStatus
    for (const source of sources) {
      for (const headers of [{}, { 'x-iam-access-token': 'mine', 'x-iot-token': 'mine' }]) {
        const answer = await get(pathOf(source), headers)
        t.match(answer.body, { slug, status, retryable: true, source, upstream: { httpStatus } }, source)
        t.equal(answer.headers.has('retry-after'), status === 503)
      }
    }
  }
})

void t.test('a 408 on an idle connection, before any request, fails no call', async (t) => {
  const upstream = await startTcpUpstream(t, (socket) => {
    socket.write(httpAnswer(successOf('tenant')), () => {
      setImmediate(() => socket.end('HTTP/1.0 408 Request Time-out\r\n\r\n'))
    })
  })
  const { get } = await startService(t, upstream.url, { environment })
  for (let call = 0; call < 5; call++) {
    t.equal((await get('/accounts?source=tenant')).status, 200)
    await upstream.openAtMost(0)
  }
})
