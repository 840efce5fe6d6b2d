import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'
import { startSimulator } from '../../simulator/src/simulator.ts'
import { createAuthority, withoutOpenssl, type Authority } from '../support/certificates.ts'
import { startChild, startServer } from '../support/child.ts'
import { listenOnLoopback } from '../support/loopback.ts'
import { startProxy } from '../support/proxy.ts'
import { pathOf, successOf } from '../support/samples.ts'
import { startService } from '../support/service.ts'
import { plain, sources, timeoutsOf } from '../support/sources.ts'

const skip = withoutOpenssl
const credentials = 'rollcall:pass word/heron'
const encoded = 'rollcall:pass%20word%2Fheron'
/** A host name that does not resolve: only the proxy reaches it. */
const host = 'gateway.invalid'

/** An https upstream with that name. */
async function startTlsUpstream(t: Test, authority: Authority) {
  const upstream = { url: '', source: 'tenant', headers: [''] }
  const certificate = authority.issue({ extensions: [`subjectAltName=DNS:${host}`] })
  const server = createTlsServer(certificate, (request, response) => {
    upstream.headers.push(JSON.stringify(request.headers))
    request.resume().on('end', () => response.end(successOf(upstream.source)))
  })
  server.on('tlsClientError', () => {})
  upstream.url = await listenOnLoopback(t, server)
  return upstream
}

/** A proxy URL with these credentials. */
function withCredentials(url: string, userinfo: string): string {
  return url.replace('://', `://${userinfo}@`)
}

void t.test('HTTP_PROXY: plain requests of all sources go through it, with separate sockets', async (t) => {
  const simulator = await startSimulator()
  t.teardown(() => simulator.close())
  const proxy = await startProxy(t, { upstreamUrl: simulator.url, credentials })
  const { get, log } = await startService(t, `http://${host}:8080`, {
    environment: { ...plain, HTTP_PROXY: withCredentials(proxy.url, encoded) }
  })
  for (const source of sources) {
    for (const time of ['first', 'second']) t.not((await get(pathOf(source))).status, 502, `${source}, ${time} call`)
  }
  t.equal((await get('/accounts?limit=20')).body.complete, true, 'signatures are as if there were no proxy')
  t.ok(proxy.requests.every(({ target }) => target.startsWith(`http://${host}:8080/`)))
  t.ok(proxy.requests.every(({ headers }) => headers.host === `${host}:8080`))
  t.equal(new Set(proxy.requests.map(({ connection }) => connection)).size, sources.length, 'one connection a source')
  t.notMatch(JSON.stringify(simulator.calls), /proxy-authorization/i)
  t.notMatch(log(), /heron|cm9sbGNhbGw/)
})

void t.test('HTTPS_PROXY: https goes through one tunnel per source', { skip }, async (t) => {
  const authority = createAuthority(t)
  authority.trust()
  const upstream = await startTlsUpstream(t, authority)
  const proxy = await startProxy(t, { upstreamUrl: upstream.url, credentials })
  const { get, log } = await startService(t, `https://${host}`, {
    environment: { ...plain, HTTPS_PROXY: withCredentials(proxy.url, encoded), HTTP_PROXY: 'http://127.0.0.1:1' }
  })
  for (const source of sources) {
    upstream.source = source
    for (const time of ['first', 'second']) t.equal((await get(pathOf(source))).status, 200, `${source}, ${time} call`)
  }
  t.same(
    proxy.requests.map(({ method, target, headers }) => [method, target, headers.host]),
    sources.map(() => ['CONNECT', `${host}:443`, `${host}:443`])
  )
  t.notMatch(upstream.headers.join(), /proxy/)
  t.notMatch(log(), /heron|cm9sbGNhbGw/)
})

void t.test('HTTPS_PROXY: a process reads it from its environment, also in lower case', { skip }, async (t) => {
  const authority = createAuthority(t)
  const upstream = await startTlsUpstream(t, authority)
  const proxy = await startProxy(t, { upstreamUrl: upstream.url })
  for (const variables of [{ HTTPS_PROXY: proxy.url }, { https_proxy: proxy.url, HTTPS_PROXY: 'http://127.0.0.1:1' }]) {
    const { url } = await startServer(t, {
      ...sandboxSettings(`https://${host}:9443`),
      ...variables,
      PORT: '0',
      NODE_EXTRA_CA_CERTS: authority.rootFile
    })
    t.equal((await fetch(`${url}/accounts?source=tenant`)).status, 200)
  }
  t.same(
    proxy.requests.map(({ target }) => target),
    [`${host}:9443`, `${host}:9443`]
  )
})

void t.test('HTTPS_PROXY_FILE: the URL can be a file', { skip }, async (t) => {
  const authority = createAuthority(t)
  authority.trust()
  const upstream = await startTlsUpstream(t, authority)
  const proxy = await startProxy(t, { upstreamUrl: upstream.url, credentials })
  const file = join(t.testdir(), 'proxy')
  writeFileSync(file, `${withCredentials(proxy.url, encoded)}\n`)
  const { get } = await startService(t, `https://${host}`, { environment: { ...plain, HTTPS_PROXY_FILE: file } })
  t.equal((await get('/accounts?source=tenant')).status, 200)
})

void t.test('a proxy that speaks TLS: tunnels and plain requests', { skip }, async (t) => {
  const authority = createAuthority(t)
  authority.trust()
  const upstream = await startTlsUpstream(t, authority)
  const simulator = await startSimulator()
  t.teardown(() => simulator.close())
  const certificate = authority.issue()
  const tunnels = await startProxy(t, { upstreamUrl: upstream.url, certificate, credentials })
  const forwarding = await startProxy(t, { upstreamUrl: simulator.url, certificate, credentials })
  const environment = {
    ...plain,
    HTTPS_PROXY: withCredentials(tunnels.url, encoded),
    HTTP_PROXY: withCredentials(forwarding.url, encoded)
  }
  const secure = await startService(t, `https://${host}`, { environment })
  t.equal((await secure.get('/accounts?source=tenant')).status, 200)
  const insecure = await startService(t, `http://${host}`, { environment })
  t.equal((await insecure.get('/accounts?limit=20')).body.complete, true)
  t.same([tunnels.requests.length, forwarding.requests.length > 0], [1, true])
})

void t.test('NO_PROXY: a named host is called directly', async (t) => {
  const simulator = await startSimulator()
  t.teardown(() => simulator.close())
  const { port } = new URL(simulator.url)
  for (const noProxy of ['*', '127.0.0.1', `example.com, 127.0.0.1:${port}`, '127.0.0.0/8']) {
    const { get } = await startService(t, simulator.url, {
      environment: { ...plain, HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: noProxy }
    })
    t.equal((await get('/accounts?source=tenant')).status, 200, noProxy)
  }
  const { get } = await startService(t, simulator.url, {
    environment: { ...plain, HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: '127.0.0.2, 127.0.0.1:1' }
  })
  t.match((await get('/accounts?source=tenant')).body, { slug: 'upstream-unreachable', detail: /proxy/ })
})

const refused: readonly (readonly [what: string, answer: string, retryable: boolean, detail: RegExp])[] = [
  [
    '407',
    'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n',
    false,
    /the proxy does not accept the credentials in its URL.*407/
  ],
  [
    '403',
    'HTTP/1.1 403 Forbidden\r\nx-squid-error: ERR_ACCESS_DENIED 0\r\n\r\n<html>',
    false,
    /the proxy did not connect to the upstream.*403/
  ],
  ['404', 'HTTP/1.0 404 Not Found\r\n\r\n', false, /proxy.*404/],
  ['429', 'HTTP/1.1 429 Slow Down\r\n\r\n', true, /proxy.*429/],
  ['502', 'HTTP/1.1 502 Bad Gateway\r\n\r\n', true, /proxy.*502/],
  ['503', 'HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n', true, /proxy.*503/],
  ['an end of the connection', '', true, /connection to the proxy failed/],
  ['half a head', 'HTTP/1.1 200 Conn', true, /connection to the proxy failed/]
]

for (const [what, answer, retryable, detail] of refused) {
  void t.test(
    `a proxy that answers CONNECT with ${what}: upstream-unreachable with the reason`,
    { skip },
    async (t) => {
      const authority = createAuthority(t)
      authority.trust()
      const upstream = await startTlsUpstream(t, authority)
      const proxy = await startProxy(t, { upstreamUrl: upstream.url })
      const { get, log } = await startService(t, `https://${host}`, {
        environment: { ...plain, HTTPS_PROXY: withCredentials(proxy.url, encoded) }
      })
      for (const source of sources) {
        upstream.source = source
        proxy.onConnect((socket) => socket.end(answer))
        const { body } = await get(pathOf(source))
        t.match(body, { slug: 'upstream-unreachable', status: 502, retryable, source, detail })
        t.notMatch(JSON.stringify(body), /heron|127\.0\.0\.1|invalid/)
        t.match((await get(`/sources/${source}`)).body, { lastFailure: { slug: 'upstream-unreachable' } })
        proxy.onConnect(null)
        t.equal((await get(pathOf(source))).status, 200, 'the next call goes through')
      }
      t.notMatch(log(), /internal-error|heron/)
    }
  )
}

void t.test('a proxy that answers a plain request with 407: upstream-unreachable', async (t) => {
  const simulator = await startSimulator()
  t.teardown(() => simulator.close())
  const proxy = await startProxy(t, { upstreamUrl: simulator.url, credentials })
  for (const userinfo of ['', 'rollcall:wrong@', 'rollcall@', ':only-a-password@']) {
    const { get } = await startService(t, `http://${host}`, {
      environment: { ...plain, HTTP_PROXY: proxy.url.replace('://', `://${userinfo}`) }
    })
    for (const source of sources) {
      const { body } = await get(pathOf(source))
      t.match(body, {
        slug: 'upstream-unreachable',
        status: 502,
        retryable: false,
        source,
        detail: /proxy does not accept the credentials/
      })
    }
  }
  t.equal(simulator.calls.length, 0)
})

void t.test('a 407 without a proxy is the upstream’s own refusal', async (t) => {
  const { port, close } = await answering('HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n')
  t.teardown(close)
  const { get } = await startService(t, `http://127.0.0.1:${port}`, { environment: plain })
  for (const source of sources) t.match((await get(pathOf(source))).body, { slug: 'upstream-misconfigured' })
})

/** A server that answers the first bytes of each connection with this; null: never. */
async function answering(text: string | null) {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {})
    if (text !== null) socket.on('data', () => socket.write(text))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { port, close: () => void server.close() }
}

for (const scheme of ['http', 'https']) {
  void t.test(`an unavailable proxy, for ${scheme}: upstream-unreachable, retryable`, async (t) => {
    const { port, close } = await answering(null)
    close()
    const { get, log } = await startService(t, `${scheme}://${host}`, {
      environment: {
        BREAKER_THRESHOLD: '1',
        RETRY_ATTEMPTS: '0',
        HTTP_PROXY: `http://${encoded}@127.0.0.1:${port}`,
        HTTPS_PROXY: `http://${encoded}@127.0.0.1:${port}`
      }
    })
    for (const source of sources) {
      const { body } = await get(pathOf(source))
      t.match(body, { slug: 'upstream-unreachable', retryable: true, source, detail: /connection to the proxy failed/ })
      t.match((await get(`/sources/${source}`)).body, { circuit: 'open' })
    }
    t.notMatch(log(), new RegExp(`heron|:${port}\\b`))
  })

  void t.test(`a proxy that never answers, for ${scheme}: upstream-timeout`, async (t) => {
    const { port, close } = await answering(null)
    t.teardown(close)
    const proxy = `127.0.0.1:${port}`
    const { get } = await startService(t, `${scheme}://${host}`, {
      environment: { ...plain, ...timeoutsOf(200), HTTP_PROXY: proxy, HTTPS_PROXY: proxy }
    })
    for (const source of sources) {
      t.match((await get(pathOf(source))).body, { slug: 'upstream-timeout', status: 504, source })
    }
  })

  void t.test(`a proxy with a refused certificate, for ${scheme}: upstream-unreachable`, { skip }, async (t) => {
    const proxy = await startProxy(t, { upstreamUrl: 'http://127.0.0.1:1', certificate: createAuthority(t).issue() })
    const { get } = await startService(t, `${scheme}://${host}`, {
      environment: { ...plain, HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url }
    })
    for (const source of sources) {
      t.match((await get(pathOf(source))).body, {
        slug: 'upstream-unreachable',
        retryable: false,
        detail: /the proxy's TLS certificate/
      })
    }
    t.equal(proxy.requests.length, 0)
  })
}

void t.test("a rejected upstream certificate behind a tunnel is reported as the upstream's", { skip }, async (t) => {
  const upstream = await startTlsUpstream(t, createAuthority(t))
  const proxy = await startProxy(t, { upstreamUrl: upstream.url })
  const { get } = await startService(t, `https://${host}`, { environment: { ...plain, HTTPS_PROXY: proxy.url } })
  t.match((await get('/accounts?source=tenant')).body, {
    slug: 'upstream-unreachable',
    retryable: false,
    detail: /the upstream's TLS certificate/
  })
})

void t.test('the sandbox calls its simulator directly, even if proxies are set', async (t) => {
  for (const variables of [
    { HTTP_PROXY: 'http://127.0.0.1:1' },
    { http_proxy: 'http://127.0.0.1:1', no_proxy: 'a.b' }
  ]) {
    const sandbox = startChild(t, 'simulator/src/sandbox.ts', { ...variables, PORT: '0', SIMULATOR_PORT: '0' })
    const url = (await sandbox.said(/sandbox on http:\/\/[\d.:]+/)).replace(/^.* /, '')
    t.equal((await fetch(`${url}/accounts?source=tenant`)).status, 200)
  }
})
