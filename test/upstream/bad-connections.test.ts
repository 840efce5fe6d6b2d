import { createServer, type Socket } from 'node:net'
import { once } from 'node:events'
import t from 'tap'
import { listenOnLoopback } from '../support/loopback.ts'
import { startService } from '../support/service.ts'
import { pathOf, successOf } from '../support/samples.ts'
import { plain, sources } from '../support/sources.ts'
import { httpAnswer, startTcpUpstream } from '../support/tcp-upstream.ts'

const environment = { ...plain, UPSTREAM_MAX_BODY_BYTES: '4096' }
const unreachable = 'upstream-unreachable'
const invalid = 'upstream-response-invalid'

type Play = (socket: Socket, good: string) => void

const broken: readonly (readonly [what: string, slug: string, play: Play])[] = [
  ['a reset before any byte', unreachable, (socket) => socket.resetAndDestroy()],
  ['a connection closed without an answer', unreachable, (socket) => socket.end()],
  ['headers that stop', unreachable, (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-le')],
  [
    'headers that stop with a reset',
    unreachable,
    (socket) => socket.write('HTTP/1.1 200 OK\r\n', () => socket.resetAndDestroy())
  ],
  ['the banner of another protocol', invalid, (socket) => socket.write('SSH-2.0-OpenSSH_9.9\r\n')],
  ['bytes that mean nothing', invalid, (socket) => socket.write(Buffer.from([0, 255, 21, 3, 1, 0, 2, 2, 80]))],
  ['a TLS alert', invalid, (socket) => socket.write(Buffer.from([21, 3, 3, 0, 2, 2, 70]))],
  ['a status line of words', invalid, (socket) => socket.write('HTTP/1.1 OK fine\r\n\r\n')],
  ['an HTTP version that does not exist', invalid, (socket) => socket.write('HTTP/9.9 200 OK\r\n\r\n')],
  ['a header with a blank in its name', invalid, (socket) => socket.write('HTTP/1.1 200 OK\r\na b: c\r\n\r\n')],
  ['headers without end', invalid, (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`)],
  [
    'two lengths',
    invalid,
    (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}')
  ],
  ['a negative length', invalid, (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}')],
  [
    'length and chunks at once',
    invalid,
    (socket) => socket.write(httpAnswer('0\r\n\r\n', { 'transfer-encoding': 'chunked' }))
  ],
  ['a chunk without a size', invalid, (socket) => socket.write(chunked('many\r\n{}\r\n'))],
  ['a body cut off', invalid, (socket, good) => socket.end(httpAnswer(good).subarray(0, -9))],
  [
    'a body cut off with a reset',
    invalid,
    (socket, good) => socket.write(httpAnswer(good).subarray(0, -9), () => socket.resetAndDestroy())
  ],
  ['chunks cut off', invalid, (socket) => socket.end(chunked('2\r\n{}\r\n'))],
  [
    'half an answer that ends with its connection',
    invalid,
    (socket, good) => socket.end(untilClose(good.slice(0, 99)))
  ],
  ['a length beyond the limit', invalid, (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4097\r\n\r\n{')],
  ['a body beyond the limit', invalid, (socket) => socket.write(httpAnswer('x'.repeat(4097)))],
  ['chunks beyond the limit', invalid, (socket) => socket.write(chunked(`1001\r\n${'x'.repeat(4097)}\r\n`))],
  ['chunks without end', invalid, pour]
]

function chunked(chunks: string): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${chunks}`
}

function untilClose(body: string): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n${body}`
}

/** Writes as long as the other side reads. */
function pour(socket: Socket): void {
  const chunk = `1000\r\n${'x'.repeat(4096)}\r\n`
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  }
  socket.on('drain', more)
  socket.write(chunked(''))
  more()
}

for (const [what, slug, play] of broken) {
  void t.test(`${what} is ${slug}, leaves no open connection, and the next call works`, async (t) => {
    const started: { source: string; bad: boolean } = { source: 'tenant', bad: true }
    const upstream = await startTcpUpstream(t, (socket) => {
      const good = successOf(started.source)
      if (started.bad) play(socket, good)
      else socket.write(httpAnswer(good))
    })
    const { get, log } = await startService(t, upstream.url, { environment })
    let idle = 0
    for (const source of sources) {
      started.source = source
      started.bad = true
      const { body } = await get(pathOf(source))
      t.match(body, { type: `/problems/${slug}`, status: 502, retryable: true, source }, source)
      await upstream.openAtMost(idle)
      started.bad = false
      t.equal((await get(pathOf(source))).status, 200)
      idle += 1
      t.equal(upstream.open(), idle, 'one connection a source, kept for the next call')
    }
    t.notMatch(log(), 'internal-error')
  })
}

void t.test('a closed port is upstream-unreachable', async (t) => {
  const server = createServer()
  const url = await listenOnLoopback(t, server)
  server.close()
  await once(server, 'close')
  const { get } = await startService(t, url, { environment })
  for (const source of sources) {
    const { body } = await get(pathOf(source))
    t.match(body, { type: '/problems/upstream-unreachable', status: 502, retryable: true, source })
    t.notMatch(JSON.stringify(body), new URL(url).port)
  }
})

for (const status of ['100 Continue', '101 Switching Protocols']) {
  void t.test(`${status} without a request gives a problem, and no crash`, async (t) => {
    const upstream = await startTcpUpstream(t, (socket) => socket.end(`HTTP/1.1 ${status}\r\nupgrade: h2c\r\n\r\n`))
    const { get } = await startService(t, upstream.url, { environment })
    for (const source of sources) {
      const { body } = await get(pathOf(source))
      t.match(body, { type: /^\/problems\/upstream-(unreachable|response-invalid)$/, status: 502, retryable: true })
      await upstream.openAtMost(0)
    }
  })
}
