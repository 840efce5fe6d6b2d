import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import t, { type Test } from 'tap'
import { startBrowser } from '../support/browser.ts'
import { listenOnLoopback } from '../support/loopback.ts'
import { startSandbox } from '../support/service.ts'

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly headers: object }
}

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[]
  readonly responses: Readonly<Record<string, { readonly headers?: object }>>
}

const app = 'https://app.example.com'
const one = '/accounts?source=tenant&limit=1'
const ask = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' }

const { paths, components }: Described = JSON.parse(
  readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8')
)
const operations = Object.values(paths).flatMap((path) => Object.values(path))

/** Every request header and every response header in the document. */
const requestHeaders = new Set(
  operations.flatMap(({ parameters = [] }) => parameters.filter((part) => part.in === 'header').map(({ name }) => name))
)
const answerHeaders = new Set([
  ...Object.keys(components.headers),
  ...operations.flatMap(({ responses }) => Object.values(responses).flatMap(({ headers = {} }) => Object.keys(headers)))
])

const corsHeaders = (headers: Headers): string[] =>
  [...headers.keys()].filter((name) => name.startsWith('access-control-') || name === 'timing-allow-origin')

void t.test('without CORS_ORIGINS no answer has CORS headers', async (t) => {
  const { url } = await startSandbox(t)
  const answer = await fetch(url + one, { headers: { origin: app } })
  t.same(corsHeaders(answer.headers), [])
  t.notOk(answer.headers.get('vary')?.includes('Origin'))
  t.equal((await fetch(url + one, { method: 'OPTIONS', headers: { origin: app, ...ask } })).status, 405)
})

void t.test('a page of an allowed origin may read answers, failures included', async (t) => {
  const { url } = await startSandbox(t, {
    environment: { CORS_ORIGINS: `http://localhost:8080,${app}`, RATE_LIMIT_MAX: '4' }
  })
  for (const [path, method, status] of [
    [one, 'GET', 200],
    ['/accounts?limit=0', 'GET', 400],
    ['/nothing', 'GET', 404],
    ['/accounts', 'DELETE', 405],
    [one, 'GET', 429]
  ] as const) {
    const { status: answered, headers } = await fetch(url + path, { method, headers: { origin: app } })
    t.equal(answered, status)
    t.equal(headers.get('access-control-allow-origin'), app)
    t.equal(headers.get('timing-allow-origin'), app)
    t.equal(headers.get('access-control-allow-credentials'), 'true')
    t.match(headers.get('vary'), /\bOrigin\b/)
    const exposed = headers.get('access-control-expose-headers')?.split(', ') ?? []
    for (const name of answerHeaders) t.ok(exposed.includes(name), name)
  }
})

void t.test('a preflight needs no credentials, has no cost, and is cacheable', async (t) => {
  const { url } = await startSandbox(t, { environment: { CORS_ORIGINS: app, RATE_LIMIT_MAX: '1' } })
  for (const path of ['/accounts', '/accounts/search', '/sources/iam', '/accounts/search']) {
    const { status, headers } = await fetch(url + path, { method: 'OPTIONS', headers: { origin: app, ...ask } })
    t.equal(status, 204)
    t.equal(headers.get('access-control-allow-origin'), app)
    t.equal(headers.get('access-control-allow-methods'), 'GET, HEAD, POST')
    t.equal(headers.get('access-control-max-age'), '600')
    const allowed = headers.get('access-control-allow-headers')?.split(', ') ?? []
    const others = ['Authorization', 'X-Api-Key', 'Content-Type', 'traceparent', 'tracestate', 'baggage']
    for (const name of [...requestHeaders, ...others]) t.ok(allowed.includes(name), name)
  }
  t.equal((await fetch(`${url}/sources`)).status, 200)
})

void t.test('another origin gets no CORS header', async (t) => {
  const { url } = await startSandbox(t, { environment: { CORS_ORIGINS: app } })
  for (const origin of ['https://app.example.com.evil.example', 'http://app.example.com', `${app}:8443`, 'null']) {
    const answer = await fetch(url + one, { headers: { origin } })
    t.equal(answer.status, 200)
    t.same(corsHeaders(answer.headers), [])
    t.match(answer.headers.get('vary'), /\bOrigin\b/)
    const preflight = await fetch(url + one, { method: 'OPTIONS', headers: { origin, ...ask } })
    t.equal(preflight.status, 405)
    t.same(corsHeaders(preflight.headers), [])
  }
})

void t.test('an OPTIONS request that is no preflight is answered as without CORS', async (t) => {
  const { url } = await startSandbox(t, { environment: { CORS_ORIGINS: app } })
  for (const [path, status] of [
    ['/accounts', 405],
    ['/nothing', 404]
  ] as const) {
    for (const headers of [{}, { origin: app }]) {
      const answer = await fetch(url + path, { method: 'OPTIONS', headers: { ...headers, accept: 'text/html' } })
      t.equal(answer.status, status)
      t.match(answer.headers.get('content-type'), /^application\/problem\+json/)
    }
  }
  t.equal((await fetch(`${url}/nothing`, { method: 'DELETE' })).status, 404)
})

/** A page on another origin. */
async function startPage(t: Test): Promise<string> {
  const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<p>page'))
  return listenOnLoopback(t, server)
}

void t.test('in a browser, a page of an allowed origin can call and read, and another cannot', async (t) => {
  const [allowed, foreign] = [await startPage(t), await startPage(t)]
  const { url } = await startSandbox(t, { environment: { CORS_ORIGINS: allowed } })
  const browser = await startBrowser(t)
  const page = await browser.newPage()
  const read = async (origin: string) => {
    await page.goto(origin)
    return page.evaluate(async (url) => {
      try {
        const response = await fetch(`${url}/accounts/search`, {
          method: 'POST',
          credentials: 'include',
          headers: { 'content-type': 'application/json', 'x-request-id': 'from-a-page', authorization: 'Bearer x' },
          body: '{"source":["tenant"],"limit":1}'
        })
        const missing = await fetch(`${url}/nothing`)
        const body: { data: unknown[] } = JSON.parse(await response.text())
        const problem: { type: string } = JSON.parse(await missing.text())
        return {
          status: response.status,
          requestId: response.headers.get('x-request-id'),
          limit: response.headers.get('ratelimit'),
          timing: response.headers.get('server-timing'),
          accounts: body.data.length,
          problem: problem.type
        }
      } catch (error) {
        return String(error)
      }
    }, url)
  }
  t.match(await read(allowed), {
    status: 200,
    requestId: 'from-a-page',
    limit: /^"default";r=\d+;t=\d+$/,
    timing: /^tenant;dur=/,
    accounts: 1,
    problem: '/problems/not-found'
  })
  t.match(await read(foreign), /TypeError: Failed to fetch/)
})
