import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import t from 'tap'
import { startService } from '../support/service.ts'
import { pathOf, successOf } from '../support/samples.ts'
import { plain, sources } from '../support/sources.ts'
import { httpAnswer, startTcpUpstream } from '../support/tcp-upstream.ts'

const maxBytes = 16_384
const environment = { ...plain, UPSTREAM_MAX_BODY_BYTES: String(maxBytes) }

const readable: readonly (readonly [encoding: string, compress: (text: string) => Buffer])[] = [
  ['gzip', (text) => gzipSync(text)],
  ['x-gzip', (text) => gzipSync(text)],
  ['GZIP', (text) => gzipSync(text)],
  [' gzip ', (text) => gzipSync(text)],
  ['deflate', (text) => deflateSync(text)],
  ['deflate', (text) => deflateRawSync(text)],
  ['br', (text) => brotliCompressSync(text)],
  ['zstd', (text) => zstdCompressSync(text)],
  ['gzip, br', (text) => brotliCompressSync(gzipSync(text))],
  ['gzip, gzip', (text) => gzipSync(gzipSync(text))],
  ['identity\r\ncontent-encoding: identity', (text) => Buffer.from(text)],
  ['identity\r\ncontent-encoding: gzip', (text) => gzipSync(text)],
  ['identity', (text) => Buffer.from(text)],
  ['', (text) => Buffer.from(text)],
  // Tokens that are no content coding.
  ['UTF-8', (text) => Buffer.from(text)],
  ['utf8', (text) => Buffer.from(text)],
  ['binary', (text) => Buffer.from(text)],
  ['none', (text) => Buffer.from(text)],
  ['8bit', (text) => Buffer.from(text)],
  ['application/json', (text) => Buffer.from(text)],
  ['chunked', (text) => Buffer.from(text)],
  ['constructor', (text) => Buffer.from(text)],
  ['UTF-8, identity, ,none', (text) => Buffer.from(text)],
  ['gzip, UTF-8', (text) => gzipSync(text)],
  ['utf-8,gzip', (text) => gzipSync(text)],
  ['none\r\ncontent-encoding: gzip', (text) => gzipSync(text)]
]

for (const [encoding, compress] of readable) {
  void t.test(`content-encoding ${JSON.stringify(encoding)}: the accounts are returned`, async (t) => {
    let source: string = 'tenant'
    const upstream = await startTcpUpstream(t, (socket) => {
      socket.write(httpAnswer(compress(successOf(source)), { 'content-encoding': encoding }))
    })
    const { get } = await startService(t, upstream.url, { environment })
    for (source of sources) t.equal((await get(pathOf(source))).status, 200, source)
  })
}

const blanks = ' '.repeat(50_000_000)
const bombs = {
  gzip: gzipSync(blanks),
  deflate: deflateSync(blanks),
  br: brotliCompressSync(blanks),
  zstd: zstdCompressSync(blanks)
}

const unreadable: readonly (readonly [what: string, encoding: string, compress: (good: string) => Buffer])[] = [
  ['a content coding that is not supported', 'aes128gcm', (good) => Buffer.from(good)],
  ['compress, which is not supported', 'compress', (good) => Buffer.from(good)],
  ['three content codings', 'gzip, gzip, gzip', (good) => gzipSync(gzipSync(gzipSync(good)))],
  ['two content codings in the wrong order', 'br, gzip', (good) => brotliCompressSync(gzipSync(good))],
  ['brotli that does not say so', 'UTF-8', (good) => brotliCompressSync(good)],
  ['JSON that says it is brotli', 'br', (good) => Buffer.from(good)],
  ['JSON that says it is zstd', 'zstd', (good) => Buffer.from(good)],
  ['brotli cut off', 'br', (good) => brotliCompressSync(good).subarray(0, -20)],
  ['zstd cut off', 'zstd', (good) => zstdCompressSync(good).subarray(0, -20)],
  ['gzip that says so twice', 'gzip\r\ncontent-encoding: gzip', (good) => gzipSync(good)],
  ['JSON that says it is gzip', 'gzip', (good) => Buffer.from(good)],
  ['gzip that does not say so', 'identity', (good) => gzipSync(good)],
  ['gzip cut off', 'gzip', (good) => gzipSync(good).subarray(0, -20)],
  ['gzip with a wrong checksum', 'gzip', (good) => Buffer.concat([gzipSync(good).subarray(0, -8), Buffer.alloc(8)])],
  ['an empty body that says it is gzip', 'gzip', () => Buffer.alloc(0)],
  ['a gzip bomb', 'gzip', () => bombs.gzip],
  ['a deflate bomb', 'deflate', () => bombs.deflate],
  ['a brotli bomb', 'br', () => bombs.br],
  ['a zstd bomb', 'zstd', () => bombs.zstd],
  ['a bomb in gzip', 'gzip, gzip', () => gzipSync(bombs.gzip)]
]

for (const [what, encoding, compress] of unreadable) {
  void t.test(`${what} is upstream-response-invalid, and the next call works`, async (t) => {
    const state: { source: string; bad: boolean } = { source: 'tenant', bad: true }
    const upstream = await startTcpUpstream(t, (socket) => {
      const good = successOf(state.source)
      socket.write(
        state.bad
          ? httpAnswer(compress(good), { 'content-encoding': encoding })
          : httpAnswer(good, { connection: 'close' })
      )
    })
    const { get, log } = await startService(t, upstream.url, { environment })
    for (const source of sources) {
      Object.assign(state, { source, bad: true })
      const { body } = await get(pathOf(source))
      t.match(body, { type: '/problems/upstream-response-invalid', status: 502, retryable: true, source }, source)
      state.bad = false
      t.equal((await get(pathOf(source))).status, 200)
    }
    t.notMatch(log(), 'internal-error')
  })

  void t.test(`a refusal keeps its status even if its body is ${what}`, async (t) => {
    const upstream = await startTcpUpstream(t, (socket) => {
      socket.write(httpAnswer(compress('{}'), { 'content-encoding': encoding }, '503 Service Unavailable'))
    })
    const { get } = await startService(t, upstream.url, { environment })
    for (const source of sources) {
      const { body } = await get(pathOf(source))
      t.match(body, { type: '/problems/upstream-unavailable', status: 503, upstream: { httpStatus: 503 } }, source)
    }
  })
}

for (const [encoding, compress] of readable.filter(([encoding]) =>
  ['gzip', 'deflate', 'br', 'zstd', 'identity'].includes(encoding)
)) {
  for (const [size, status] of [
    [maxBytes, 200],
    [maxBytes + 1, 502]
  ] as const) {
    void t.test(`${size} bytes as ${encoding}, where ${maxBytes} is the limit: ${status}`, async (t) => {
      let source: string = 'tenant'
      const upstream = await startTcpUpstream(t, (socket) => {
        const good = successOf(source)
        const padded = good + ' '.repeat(size - Buffer.byteLength(good))
        socket.write(httpAnswer(compress(padded), { 'content-encoding': encoding }))
      })
      const { get } = await startService(t, upstream.url, { environment })
      for (source of sources) t.equal((await get(pathOf(source))).status, status, source)
    })
  }
}
