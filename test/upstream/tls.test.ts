import { once } from 'node:events'
import { createServer, type ServerOptions } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import t, { type Test } from 'tap'
import { Failure } from '../../src/problems/failure.ts'
import { mapConnectError, mapUndiciError } from '../../src/upstream/map-undici-error.ts'
import {
  createAuthority,
  forLoopback,
  selfSigned,
  withoutOpenssl,
  type Authority,
  type Leaf
} from '../support/certificates.ts'
import { startServer } from '../support/child.ts'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'
import { listenOnLoopback } from '../support/loopback.ts'
import { pathOf, successOf } from '../support/samples.ts'
import { startService } from '../support/service.ts'
import { plain, sources } from '../support/sources.ts'
import { startUpstream } from '../support/upstream.ts'

const skip = withoutOpenssl

/** An https upstream. `requests`: number of received requests. */
async function startTls(t: Test, options: ServerOptions) {
  const upstream = { url: '', source: 'tenant', requests: 0 }
  const server = createServer(options, (request, response) => {
    upstream.requests++
    request.resume().on('end', () => response.end(successOf(upstream.source)))
  })
  // The other side handles handshake errors.
  server.on('tlsClientError', () => {})
  upstream.url = (await listenOnLoopback(t, server)).replace('http:', 'https:')
  return upstream
}

void t.test('https: an upstream with a trusted certificate answers', { skip }, async (t) => {
  const authority = createAuthority(t)
  authority.trust()
  const upstream = await startTls(t, authority.issue())
  const { get } = await startService(t, upstream.url, { environment: plain })
  for (const source of sources) {
    upstream.source = source
    t.equal((await get(pathOf(source))).status, 200, source)
  }
  t.equal(upstream.requests, sources.length)
})

const oldVersions: ServerOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }
const weak: ServerOptions = { ciphers: 'DEFAULT:@SECLEVEL=0' }
const leaf = (leaf: Leaf) => (_t: Test, authority: Authority) => authority.issue(leaf)

const refused: readonly (readonly [what: string, options: (t: Test, authority: Authority) => ServerOptions])[] = [
  ['a leaf for clients only', leaf({ extensions: [forLoopback, 'extendedKeyUsage=clientAuth'] })],
  ['a leaf that signs code', leaf({ extensions: [forLoopback, 'extendedKeyUsage=codeSigning'] })],
  ['an expired leaf', leaf({ days: 0 })],
  ['a leaf for another host', leaf({ extensions: ['subjectAltName=DNS:elsewhere.example'] })],
  ['a leaf without any name', leaf({ extensions: [] })],
  [
    'a leaf with a critical extension that is not known',
    leaf({ extensions: [forLoopback, '1.2.3.4=critical,ASN1:NULL'] })
  ],
  ['a self-signed leaf', (t) => selfSigned(t)],
  ['a leaf of an unknown root', (t) => createAuthority(t).issue()],
  ['a key that is too short', (_t, authority) => ({ ...authority.issue({ key: ['rsa:1024'] }), ...weak })],
  ['a signature with SHA-1', (_t, authority) => ({ ...authority.issue({ digest: 'sha1' }), ...weak })],
  ['TLS 1.1 and older only', (_t, authority) => ({ ...authority.issue(), ...oldVersions })],
  [
    'no common cipher',
    (_t, authority) => ({ ...authority.issue(), maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0' })
  ],
  [
    'a client certificate required by TLS 1.2',
    (_t, authority) => ({ ...authority.issue(), requestCert: true, maxVersion: 'TLSv1.2' })
  ]
]

for (const [what, optionsOf] of refused) {
  void t.test(`https: ${what} is upstream-unreachable, not retryable, and no request is sent`, { skip }, async (t) => {
    const authority = createAuthority(t)
    authority.trust()
    const upstream = await startTls(t, optionsOf(t, authority))
    const { get, log } = await startService(t, upstream.url, { environment: { BREAKER_THRESHOLD: '1' } })
    for (const source of sources) {
      const { status, body } = await get(pathOf(source))
      t.equal(status, 502)
      t.match(body, { type: '/problems/upstream-unreachable', retryable: false, detail: /TLS/, source }, source)
      const { body: report } = await get(`/sources/${source}`)
      t.match(report, { circuit: 'closed', lastFailure: { slug: 'upstream-unreachable' } }, 'it counts for health only')
    }
    t.equal(upstream.requests, 0)
    t.equal(log().match(/"errorCode":"[A-Z0-9_/]+"/g)?.length, sources.length, 'the log says why')
    t.notMatch(log(), 'internal-error')
  })
}

void t.test('NODE_EXTRA_CA_CERTS: its root is trusted, a client-only certificate is not', { skip }, async (t) => {
  const authority = createAuthority(t)
  const good = await startTls(t, authority.issue())
  const bad = await startTls(t, authority.issue({ extensions: [forLoopback, 'extendedKeyUsage=clientAuth'] }))
  const { url } = await startServer(t, {
    ...sandboxSettings(good.url),
    IAM_BASE_URL: bad.url,
    PORT: '0',
    NODE_EXTRA_CA_CERTS: authority.rootFile
  })
  t.equal((await fetch(`${url}/accounts?source=tenant`)).status, 200)
  const response = await fetch(`${url}/accounts?source=iam`)
  t.match(await response.json(), { type: '/problems/upstream-unreachable', status: 502, retryable: false })
})

void t.test('https: an upstream that speaks http fails like a TLS error', async (t) => {
  const { url } = await startUpstream(t, (_request, response) => response.end())
  const { get } = await startService(t, url.replace('http:', 'https:'))
  t.match(await get('/accounts?source=iam'), {
    status: 502,
    body: { type: '/problems/upstream-unreachable', retryable: false, detail: /TLS/ }
  })
})

for (const how of ['ends', 'is reset'] as const) {
  void t.test(`https: a connection that ${how} during the handshake is retryable`, async (t) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => (how === 'ends' ? socket.end() : socket.resetAndDestroy()))
    })
    const url = await listenOnLoopback(t, server)
    const { get } = await startService(t, url.replace('http:', 'https:'), { environment: plain })
    t.match((await get('/accounts?source=tenant')).body, {
      type: '/problems/upstream-unreachable',
      status: 502,
      retryable: true
    })
  })
}

void t.test('https: a hanging handshake times out', async (t) => {
  const server = createTcpServer((socket) => socket.on('error', () => {}))
  const url = await listenOnLoopback(t, server)
  const connected = once(server, 'connection')
  const { get } = await startService(t, url.replace('http:', 'https:'), {
    environment: { ...plain, TENANT_TIMEOUT_MS: '200' }
  })
  t.match((await get('/accounts?source=tenant')).body, { type: '/problems/upstream-timeout', status: 504 })
  const [socket] = await connected
  socket.destroy()
})

const ours = (code: string) => Object.assign(new Error('10.1.2.3 said no'), { code })

void t.test("any error while connecting becomes a Failure, without the error's message", (t) => {
  for (const [code, slug, retryable] of [
    ['UND_ERR_CONNECT_TIMEOUT', 'upstream-timeout', true],
    ['ETIMEDOUT', 'upstream-timeout', true],
    ['ENOTFOUND', 'upstream-unreachable', true],
    ['EAI_AGAIN', 'upstream-unreachable', true],
    ['ECONNREFUSED', 'upstream-unreachable', true],
    ['ECONNRESET', 'upstream-unreachable', true],
    ['UND_ERR_SOCKET', 'upstream-unreachable', true],
    ['CERT_HAS_EXPIRED', 'upstream-unreachable', false],
    ['INVALID_PURPOSE', 'upstream-unreachable', false],
    ['EE_KEY_TOO_SMALL', 'upstream-unreachable', false],
    ['UNSPECIFIED', 'upstream-unreachable', false],
    ['EPROTO', 'upstream-unreachable', false],
    ['', 'upstream-unreachable', false]
  ] as const) {
    const failure = mapConnectError(ours(code), 'upstream')
    t.same([failure.slug, failure.retryable], [slug, retryable], code)
    t.notMatch(failure.message, '10.1.2.3')
  }
  const twice = new AggregateError([ours('ECONNREFUSED')])
  t.match(mapConnectError(twice, 'upstream'), { slug: 'upstream-unreachable', retryable: true })
  t.end()
})

void t.test('an error after connecting becomes a Failure, or is a defect', (t) => {
  for (const [code, slug] of [
    ['UND_ERR_HEADERS_TIMEOUT', 'upstream-timeout'],
    ['UND_ERR_BODY_TIMEOUT', 'upstream-timeout'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'upstream-unreachable'],
    ['ECONNRESET', 'upstream-unreachable'],
    ['UND_ERR_SOCKET', 'upstream-unreachable'],
    ['HPE_INVALID_CONSTANT', 'upstream-response-invalid'],
    ['UND_ERR_HEADERS_OVERFLOW', 'upstream-response-invalid']
  ] as const) {
    const failure = mapUndiciError(ours(code), false)
    t.ok(failure instanceof Failure && failure.slug === slug, code)
    t.notMatch(failure.message, '10.1.2.3')
  }
  const defect = new TypeError('a defect')
  t.equal(mapUndiciError(defect, false), defect)
  t.end()
})
