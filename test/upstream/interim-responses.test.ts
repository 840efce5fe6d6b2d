import type { Socket } from 'node:net'
import { createServer } from 'node:tls'
import t from 'tap'
import { createAuthority, withoutOpenssl } from '../support/certificates.ts'
import { listenOnLoopback } from '../support/loopback.ts'
import { pathOf, successOf } from '../support/samples.ts'
import { startService } from '../support/service.ts'
import { plain, sources } from '../support/sources.ts'
import { httpAnswer, startTcpUpstream } from '../support/tcp-upstream.ts'

const environment = plain

const interims: Readonly<Record<string, string>> = {
  '100': 'HTTP/1.1 100 Continue\r\n\r\n',
  '100 without a reason': 'HTTP/1.1 100\r\n\r\n',
  '100 with header fields': 'HTTP/1.1 100 Continue\r\nserver: x\r\ncontent-length: 0\r\n\r\n',
  '100 that closes': 'HTTP/1.1 100 Continue\r\nconnection: close\r\n\r\n',
  '100 of HTTP/1.0': 'HTTP/1.0 100 Continue\r\n\r\n',
  '100 with bare line feeds': 'HTTP/1.1 100 Continue\n\n',
  '102': 'HTTP/1.1 102 Processing\r\n\r\n',
  '103': 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n',
  'an unknown one': 'HTTP/1.1 199 Wait\r\n\r\n',
  'two 100': 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n',
  '100, 102 and 103':
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n'
}

for (const [what, interim] of Object.entries(interims)) {
  void t.test(`interim response: ${what} is skipped, and the connection is kept`, async (t) => {
    let source = 'tenant'
    const upstream = await startTcpUpstream(t, (socket) => {
      socket.write(Buffer.concat([Buffer.from(interim), httpAnswer(successOf(source))]))
    })
    const { get } = await startService(t, upstream.url, { environment })
    let open = 0
    for (source of sources) {
      open += 1
      for (const time of ['first', 'second']) {
        t.equal((await get(pathOf(source))).status, 200, `${source}, ${time} call`)
        t.equal(upstream.open(), open, 'one connection a source')
      }
    }
  })
}

/** Writes a piece only after the previous one was sent. */
function writePieces(socket: Socket, bytes: Buffer, size: number): void {
  if (bytes.length === 0 || socket.destroyed) return
  socket.write(bytes.subarray(0, size), () => {
    setImmediate(() => writePieces(socket, bytes.subarray(size), size))
  })
}

for (const size of [1, 2, 5, 11, 12, 13, 24, 25, 26]) {
  void t.test(`interim response: in packets of ${size} bytes it is skipped`, async (t) => {
    const both = interims['100, 102 and 103'] ?? ''
    const upstream = await startTcpUpstream(t, (socket) => {
      socket.setNoDelay()
      writePieces(socket, Buffer.concat([Buffer.from(both), httpAnswer(successOf('tenant'))]), size)
    })
    const { get } = await startService(t, upstream.url, { environment })
    t.equal((await get('/accounts?source=tenant')).status, 200)
    t.equal((await get('/accounts?source=tenant')).status, 200)
    t.equal(upstream.open(), 1)
  })
}

for (const [status, slug] of [
  ['204 No Content', 'upstream-response-invalid'],
  ['404 Not Found', 'upstream-misconfigured'],
  ['500 Internal Server Error', 'upstream-error'],
  ['503 Service Unavailable', 'upstream-unavailable']
] as const) {
  void t.test(`interim response: before ${status} it is skipped`, async (t) => {
    const upstream = await startTcpUpstream(t, (socket) => {
      socket.write(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`)
      socket.end()
    })
    const { get } = await startService(t, upstream.url, { environment })
    for (const source of sources) t.match((await get(pathOf(source))).body, { type: `/problems/${slug}` }, source)
  })
}

void t.test('interim response: a body that contains one is unchanged', async (t) => {
  const [before = '', after = ''] = JSON.stringify({
    code: 200,
    data: { total: 1, thirdAccountMetaList: [{ openId: 'a', nickName: '|HTTP/1.1 100 Continue' }] }
  }).split('|')
  const upstream = await startTcpUpstream(t, (socket) => {
    const answer = httpAnswer(before + after)
    const cut = answer.length - Buffer.byteLength(after)
    socket.write(Buffer.concat([Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'), answer.subarray(0, cut)]), () => {
      setImmediate(() => socket.write(answer.subarray(cut)))
    })
  })
  const { get } = await startService(t, upstream.url, { environment })
  const { body } = await get('/accounts?source=tenant')
  t.match(body.data, [{ displayName: 'HTTP/1.1 100 Continue' }])
})

void t.test('interim response: a connection that ends after one is upstream-unreachable', async (t) => {
  const state = { ends: true }
  const upstream = await startTcpUpstream(t, (socket) => {
    if (state.ends) socket.end('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 1')
    else socket.write(httpAnswer(successOf('tenant')))
  })
  const { get } = await startService(t, upstream.url, { environment })
  t.match((await get('/accounts?source=tenant')).body, { type: '/problems/upstream-unreachable', retryable: true })
  state.ends = false
  t.equal((await get('/accounts?source=tenant')).status, 200)
})

void t.test('interim response: an endless series is upstream-timeout', async (t) => {
  const upstream = await startTcpUpstream(t, (socket) => {
    const more = (): void => {
      if (!socket.destroyed) socket.write('HTTP/1.1 102 Processing\r\n\r\n'.repeat(100), () => setImmediate(more))
    }
    more()
  })
  const { get } = await startService(t, upstream.url, { environment: { ...plain, TENANT_TIMEOUT_MS: '300' } })
  t.match((await get('/accounts?source=tenant')).body, { type: '/problems/upstream-timeout', status: 504 })
  await upstream.openAtMost(0)
})

void t.test('interim response: over TLS it is skipped', { skip: withoutOpenssl }, async (t) => {
  const authority = createAuthority(t)
  authority.trust()
  let connections = 0
  const server = createServer(authority.issue(), (socket) => {
    connections++
    socket.on('error', () => {})
    socket.on('data', () => {
      socket.write('HTTP/1.1 100 Continue\r\n\r\n')
      socket.write(httpAnswer(successOf('iam')))
    })
  })
  const url = (await listenOnLoopback(t, server)).replace('http:', 'https:')
  const { get } = await startService(t, url, { environment })
  t.equal((await get('/accounts?source=iam')).status, 200)
  t.equal((await get('/accounts?source=iam')).status, 200)
  t.equal(connections, 1)
})

void t.test('interim response: an offer to upgrade is not one, and changes nothing', async (t) => {
  const upstream = await startTcpUpstream(t, (socket) => {
    socket.write(httpAnswer(successOf('tenant'), { upgrade: 'h2,h2c', connection: 'Upgrade, Keep-Alive' }))
  })
  const { get } = await startService(t, upstream.url, { environment })
  t.equal((await get('/accounts?source=tenant')).status, 200)
  t.equal((await get('/accounts?source=tenant')).status, 200)
  t.equal(upstream.open(), 1)
})
