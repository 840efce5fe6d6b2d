import { createServer, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { withFaults } from '../support/faults.ts'
import { listenOnLoopback } from '../support/loopback.ts'
import { Deadlines } from '../../src/upstream/deadline.ts'
import { startSandbox, startService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

/** A server that accepts connections and never answers. */
async function startSilence(t: Test): Promise<{ url: string; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).once('close', () => sockets.delete(socket))
    socket.resume()
  })
  return { url: await listenOnLoopback(t, server), sockets }
}

void t.test('a hanging upstream is answered at its deadline, without a socket or timer left', async (t) => {
  const { url, sockets } = await startSilence(t)
  const timeouts = {
    TENANT_TIMEOUT_MS: '150',
    IAM_TIMEOUT_MS: '150',
    IDENTITY_TIMEOUT_MS: '150',
    SCOPE_TIMEOUT_MS: '150'
  }
  const { get } = await startService(t, url, { environment: timeouts })
  const timersBefore = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  for (const path of [
    '/accounts?source=tenant',
    '/accounts?source=iam',
    '/accounts/lookup?phone=10000000001',
    '/accounts?source=scope&limit=100'
  ]) {
    const startedAt = performance.now()
    const { status, body } = await get(path)
    const took = performance.now() - startedAt
    t.match([status, body.type], [504, '/problems/upstream-timeout'])
    t.match(body.detail, /did not answer within 150 ms/)
    t.ok(took >= 145)
  }
  await until(() => sockets.size === 0)
  // fetch and undici have timers for idle connections. None of 150 ms may remain.
  t.ok(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length <= timersBefore + 2)
})

void t.test('the deadline covers headers, body and every page together', async (t) => {
  const { url } = await startUpstream(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const drip = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(drip))
  })
  const { get } = await startService(t, url, { environment: { SCOPE_TIMEOUT_MS: '120' } })
  const { status } = await get('/accounts?source=scope&limit=100')
  t.equal(status, 504)
})

void t.test('a disconnected caller ends the upstream call', async (t) => {
  const { url, sockets } = await startSilence(t)
  const { url: service, log } = await startService(t, url)
  for (const init of [
    {},
    { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }
  ] satisfies RequestInit[]) {
    const abort = new AbortController()
    const path = init.method === 'POST' ? '/accounts/search' : '/accounts?source=tenant,scope,industry'
    const answer = fetch(service + path, { ...init, signal: abort.signal })
    await until(() => sockets.size >= 3)
    abort.abort()
    await t.rejects(answer)
    await until(() => sockets.size === 0)
  }
  await until(() => (log().match(/"status":499/g) ?? []).length === 2)
  t.match(log(), /"slug":"abandoned"/)
})

void t.test('sources on one host never wait for each other', async (t) => {
  const { get, url, simulator } = await startSandbox(t, { environment: { UPSTREAM_CONNECTIONS: '2' } })
  withFaults(t, simulator, { scope: { kind: 'hang' } })
  const abort = new AbortController()
  const hanging = Array.from({ length: 10 }, (_, page) =>
    fetch(`${url}/accounts?source=scope&page=${page + 1}`, { signal: abort.signal })
  )
  await until(() => simulator.calls.length === 2)
  t.equal((await get('/accounts?source=tenant')).status, 200)
  abort.abort()
  const ends = await Promise.allSettled(hanging)
  t.ok(ends.every(({ status }) => status === 'rejected'))
})

void t.test('a source uses max UPSTREAM_CONNECTIONS sockets, and keeps them open', async (t) => {
  let open = 0
  let most = 0
  const { url, requests } = await startUpstream(t, (_request, response) => {
    most = Math.max(most, ++open)
    setImmediate(() => {
      open--
      sendJson(response, '{"code":200,"data":{"total":0,"thirdAccountMetaList":[]}}')
    })
  })
  const { get } = await startService(t, url, { environment: { UPSTREAM_CONNECTIONS: '3' } })
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, page) => get(`/accounts?source=tenant&page=${page + 1}`))
  )
  t.ok(answers.every(({ status }) => status === 200))
  t.ok(most <= 3)
  t.equal(new Set(requests.map(({ headers }) => headers['x-ca-nonce'])).size, 40)
})

void t.test('a failed page of a window ends its sibling pages', async (t) => {
  let aborted = 0
  const { url } = await startUpstream(t, ({ body }, response) => {
    response.on('close', () => {
      if (!response.writableEnded) aborted++
    })
    if (JSON.parse(body).params.pageNo === 1) sendJson(response, '{"code":20004,"message":"Backend Service Error"}')
  })
  const { get } = await startService(t, url)
  const { status, body } = await get('/accounts?source=scope&limit=100')
  t.match([status, body.type], [502, '/problems/upstream-error'])
  await until(() => aborted === 1)
})

void t.test('a shorter deadline that starts later ends first', async (t) => {
  const deadlines = new Deadlines('tenant', 60_000)
  const [long, longer] = [deadlines.start(), deadlines.start(120_000)]
  const short = deadlines.start(10)
  const reason = await new Promise((end) => short.watch({ end }))
  t.match(reason, { slug: 'upstream-timeout', message: 'tenant did not answer within 60000 ms' })
  t.same([long.ended, longer.ended], [null, null])
  long.finish()
  longer.finish()
})
