import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { connect } from 'node:net'
import t, { type Test } from 'tap'
import { counts, scrape } from '../support/metrics.ts'
import { startSandbox } from '../support/service.ts'
import { plain } from '../support/sources.ts'

async function startWithAdmin(t: Test, environment: Record<string, string> = {}) {
  const service = await startSandbox(t, { environment: { ...plain, ADMIN_PORT: '0', ...environment } })
  return { ...service, adminUrl: service.app.admin?.listeningOrigin ?? '' }
}

async function problemAt(url: string, init: RequestInit = {}) {
  const response = await fetch(url, init)
  const body: { type: string; requestId: string } = JSON.parse(await response.text())
  return { status: response.status, headers: response.headers, body }
}

void t.test('with ADMIN_PORT', async (t) => {
  const { url, adminUrl, get } = await startWithAdmin(t)

  await t.test('the operations’ routes are on that port only', async (t) => {
    for (const path of ['/livez', '/readyz', '/metrics']) {
      t.equal((await fetch(adminUrl + path)).status, 200, path)
      t.match(await problemAt(url + path), { status: 404, body: { type: '/problems/not-found' } })
    }
    for (const path of ['/accounts?source=tenant', '/sources', '/docs', '/openapi.json', '/problems', '/']) {
      t.match(await problemAt(adminUrl + path), { status: 404, body: { type: '/problems/not-found' } })
    }
    t.equal((await get('/accounts?source=tenant')).status, 200)
  })

  await t.test('it answers like the main port: problems, security headers, request ids', async (t) => {
    const { status, headers, body } = await problemAt(`${adminUrl}/metrics`, { method: 'DELETE' })
    t.equal(status, 405)
    t.equal(headers.get('allow'), 'GET, HEAD')
    t.match(headers.get('content-type'), /^application\/problem\+json/)
    t.equal(headers.get('x-content-type-options'), 'nosniff')
    t.equal(headers.get('x-request-id'), body.requestId)
    t.equal((await problemAt(`${adminUrl}/livez`, { headers: { accept: 'text/csv' } })).status, 406)
    t.equal(
      (await fetch(`${adminUrl}/livez`, { headers: { 'x-request-id': 'mine' } })).headers.get('x-request-id'),
      'mine'
    )
    const socket = connect(Number(new URL(adminUrl).port), '127.0.0.1')
    socket.end('garbage\r\n\r\n')
    const [answer] = await once(socket, 'data')
    t.match(String(answer), /400 Bad Request[^]*application\/problem\+json/)
  })

  await t.test('its metrics cover both ports', async (t) => {
    await counts(t, adminUrl, 'rollcall_http_requests_total{method="GET",route="/accounts",status="200"}', 1)
    await counts(t, adminUrl, 'rollcall_http_requests_total{method="DELETE",route="/metrics",status="405"}', 1)
    t.match(await scrape(adminUrl), 'rollcall_upstream_requests_total{source="tenant",outcome="ok"} 1')
  })

  await t.test("the document has the operations' routes only if they are on the main port", async (t) => {
    const document: { paths: object } = JSON.parse(await (await fetch(`${url}/openapi.json`)).text())
    t.notOk('/livez' in document.paths)
    t.ok('/accounts' in document.paths)
  })
})

void t.test('admin server: its requests have every declared property', async (t) => {
  const { adminUrl } = await startWithAdmin(t)
  const seen: unknown[] = []
  const channel = 'tracing:fastify.request.handler:start'
  const see = (message: unknown): void => void seen.push(message)
  subscribe(channel, see)
  t.teardown(() => unsubscribe(channel, see))
  t.equal((await fetch(`${adminUrl}/livez`)).status, 200)
  const request = { caller: null, callerFailure: null, trace: null, sourceTimings: null, answerAgeMs: 0 }
  t.match(seen, [{ request, reply: { slug: null } }])
})

void t.test('without ADMIN_PORT there is no second server', async (t) => {
  const { app, url } = await startSandbox(t)
  t.equal(app.admin, null)
  for (const path of ['/livez', '/readyz', '/metrics']) t.equal((await fetch(url + path)).status, 200)
})

void t.test('during shutdown the admin port reports it, and closes last', async (t) => {
  const { app, adminUrl } = await startWithAdmin(t)
  t.equal((await fetch(`${adminUrl}/readyz`)).status, 200)
  app.announceShutdown()
  const { status, headers, body } = await problemAt(`${adminUrl}/readyz`)
  t.match({ status, type: body.type }, { status: 503, type: '/problems/shutting-down' })
  t.equal(headers.get('retry-after'), '1')
  t.equal((await fetch(`${adminUrl}/livez`)).status, 200)
  await app.server.close()
  await t.rejects(fetch(`${adminUrl}/livez`))
})
