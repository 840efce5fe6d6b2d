import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import t from 'tap'
import { withFaults } from '../support/faults.ts'
import { counts, sample, scrape } from '../support/metrics.ts'
import { startSandbox } from '../support/service.ts'
import { plain, sources } from '../support/sources.ts'

function requests(method: string, route: string, status: number): string {
  return `rollcall_http_requests_total{method="${method}",route="${route}",status="${status}"}`
}

function calls(source: string, outcome: string): string {
  return `rollcall_upstream_requests_total{source="${source}",outcome="${outcome}"}`
}

function reads(from: string): string {
  return `rollcall_reads_total{source="scope",from="${from}"}`
}

void t.test('GET /metrics', async (t) => {
  const { url } = await startSandbox(t)

  await t.test('is Prometheus text, whatever format version Accept names', async (t) => {
    for (const accept of [
      'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.1',
      'text/plain;version=0.0.4',
      'text/plain'
    ]) {
      const response = await fetch(`${url}/metrics`, { headers: { accept } })
      t.equal(response.status, 200)
      t.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
      t.equal(response.headers.get('x-content-type-options'), 'nosniff')
    }
    t.equal((await fetch(`${url}/metrics`, { headers: { accept: 'application/json' } })).status, 406)
  })

  await t.test('every line is a comment or a sample, and no metric is repeated', async (t) => {
    const lines = (await scrape(url)).split('\n').filter((line) => line !== '')
    for (const line of lines) t.match(line, /^(# (HELP|TYPE) \w+ |\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [-+\w.]+$)/)
    const helped = lines.filter((line) => line.startsWith('# HELP')).map((line) => line.split(' ')[2])
    t.equal(new Set(helped).size, helped.length)
  })

  await t.test('includes process metrics', async (t) => {
    const text = await scrape(url)
    for (const name of ['process_resident_memory_bytes', 'nodejs_eventloop_lag_p99_seconds', 'nodejs_version_info']) {
      t.match(text, new RegExp(`^${name}[ {]`, 'm'))
    }
  })
})

void t.test('requests are counted by method, route and status', async (t) => {
  const { url, simulator } = await startSandbox(t, { environment: plain })

  await t.test("with the route's pattern, never with text from callers", async (t) => {
    await fetch(`${url}/accounts?source=tenant&limit=2`)
    await fetch(`${url}/sources/tenant`)
    await fetch(`${url}/sources/iam`)
    await fetch(`${url}/nobody/knows/this?phone=10000000001`)
    await fetch(`${url}/accounts`, { method: 'PUT' })
    await fetch(`${url}/accounts`, { method: 'PROPFIND' })
    await fetch(`${url}/sources/%zz`)
    await counts(t, url, requests('GET', '/accounts', 200), 1)
    await counts(t, url, requests('GET', '/sources/:source', 200), 2)
    await counts(t, url, requests('GET', 'unmatched', 404), 1)
    await counts(t, url, requests('PUT', '/accounts', 405), 1)
    await counts(t, url, requests('other', '/accounts', 405), 1)
    await counts(t, url, requests('GET', 'unmatched', 400), 1)
    t.notMatch(await scrape(url), /nobody|10000000001|zz|PROPFIND/)
  })

  await t.test('with their durations', async (t) => {
    const labels = '{method="GET",route="/accounts",status="200"}'
    t.equal(await sample(url, `rollcall_http_request_duration_seconds_count${labels}`), 1)
    const seconds = await sample(url, `rollcall_http_request_duration_seconds_sum${labels}`)
    t.ok(seconds > 0 && seconds < 10)
  })

  await t.test('input that is not HTTP, and proxy requests', async (t) => {
    const { port, hostname } = new URL(url)
    for (const bytes of ['garbage\r\n\r\n', 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n']) {
      const socket = connect(Number(port), hostname)
      socket.resume().end(bytes)
      await once(socket, 'close')
    }
    await counts(t, url, requests('other', 'unmatched', 400), 1)
    await counts(t, url, requests('other', 'unmatched', 405), 1)
  })

  await t.test('a disconnected caller is 499, its call is abandoned, and both were in flight before', async (t) => {
    withFaults(t, simulator, { tenant: { kind: 'hang', times: 1 } })
    const leaving = httpRequest(`${url}/accounts?source=tenant`).on('error', () => {})
    leaving.end()
    await counts(t, url, 'rollcall_upstream_in_flight{source="tenant"}', 1)
    t.equal(await sample(url, 'rollcall_http_requests_in_flight'), 2)
    leaving.destroy()
    await counts(t, url, requests('GET', '/accounts', 499), 1)
    await counts(t, url, 'rollcall_upstream_abandoned_total{source="tenant"}', 1)
    await counts(t, url, 'rollcall_upstream_in_flight{source="tenant"}', 0)
    await counts(t, url, 'rollcall_http_requests_in_flight', 1)
  })
})

void t.test('upstream calls are counted by source and outcome', async (t) => {
  const { url, get, simulator } = await startSandbox(t, {
    environment: { ...plain, BREAKER_THRESHOLD: '2', BREAKER_COOLDOWN_MS: '600000' }
  })

  await t.test('every source has counters before its first call', async (t) => {
    const text = await scrape(url)
    for (const source of sources) {
      t.match(text, `${calls(source, 'ok')} 0`)
      t.match(text, `rollcall_circuit_state{source="${source}",state="closed"} 1`)
      t.match(text, `rollcall_circuit_state{source="${source}",state="open"} 0`)
    }
  })

  await t.test('a success, a failure by its slug, and their time', async (t) => {
    await get('/accounts?source=iam')
    t.equal(await sample(url, calls('iam', 'ok')), 1)
    t.equal(await sample(url, 'rollcall_upstream_duration_seconds_count{source="iam"}'), 1)
    withFaults(t, simulator, { iam: { kind: 'http', status: 503 } })
    await get('/accounts?source=iam')
    t.equal(await sample(url, calls('iam', 'upstream-unavailable')), 1)
    t.equal(await sample(url, 'rollcall_upstream_duration_seconds_count{source="iam"}'), 2)
  })

  await t.test('the refusals of an open circuit, and its state', async (t) => {
    withFaults(t, simulator, { iam: { kind: 'http', status: 503 } })
    await get('/accounts?source=iam')
    t.equal(await sample(url, 'rollcall_circuit_state{source="iam",state="open"}'), 1)
    t.equal(await sample(url, 'rollcall_circuit_state{source="iam",state="closed"}'), 0)
    t.equal((await get('/accounts?source=iam')).status, 503)
    t.equal(await sample(url, calls('iam', 'circuit-open')), 1)
    t.equal(await sample(url, 'rollcall_upstream_duration_seconds_count{source="iam"}'), 3)
  })
})

void t.test('calls in the queue, and calls refused because it is full', async (t) => {
  const { url, get, simulator } = await startSandbox(t, {
    environment: { ...plain, SOURCE_MAX_CONCURRENCY: '1', SOURCE_MAX_QUEUE: '1', TENANT_TIMEOUT_MS: '60000' }
  })
  withFaults(t, simulator, { tenant: { kind: 'hang', times: 1 } })
  const first = httpRequest(`${url}/accounts?source=tenant&limit=1`).on('error', () => {})
  first.end()
  await counts(t, url, 'rollcall_upstream_in_flight{source="tenant"}', 1)
  const second = get('/accounts?source=tenant&limit=2')
  await counts(t, url, 'rollcall_upstream_waiting{source="tenant"}', 1)
  t.match(await get('/accounts?source=tenant&limit=3'), { status: 503, body: { type: '/problems/overloaded' } })
  t.equal(await sample(url, calls('tenant', 'overloaded')), 1)
  first.destroy()
  t.equal((await second).status, 200)
  await counts(t, url, 'rollcall_upstream_waiting{source="tenant"}', 0)
})

void t.test('reads are counted by the origin of their answer', async (t) => {
  const { url, get, simulator } = await startSandbox(t, {
    environment: { ...plain, CACHE_TTL_MS: '60000', CACHE_STALE_IF_ERROR_MS: '60000' }
  })
  withFaults(t, simulator, { scope: { kind: 'delay', ms: 200, times: 1 } })
  await Promise.all([get('/accounts?source=scope'), get('/accounts?source=scope')])
  t.equal(await sample(url, reads('upstream')), 1)
  t.equal(await sample(url, reads('shared')), 1)
  await get('/accounts?source=scope')
  t.equal(await sample(url, reads('cache')), 1)
  t.equal(await sample(url, reads('stale')), 0)
})

void t.test('a stale cached response is counted as stale', async (t) => {
  const { url, get, simulator } = await startSandbox(t, {
    environment: { ...plain, CACHE_TTL_MS: '1', CACHE_STALE_IF_ERROR_MS: '60000' }
  })
  await get('/accounts?source=scope')
  withFaults(t, simulator, { scope: { kind: 'http', status: 503 } })
  t.equal((await get('/accounts?source=scope')).status, 200)
  t.equal(await sample(url, reads('stale')), 1)
})

void t.test('two apps in one process have separate counts', async (t) => {
  const one = await startSandbox(t)
  const other = await startSandbox(t)
  await one.get('/accounts?source=tenant')
  t.equal(await sample(one.url, calls('tenant', 'ok')), 1)
  t.equal(await sample(other.url, calls('tenant', 'ok')), 0)
})
