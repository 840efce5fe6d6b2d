import { request as httpRequest } from 'node:http'
import t from 'tap'
import { startCollector, tracedTo } from '../support/collector.ts'
import { withFaults } from '../support/faults.ts'
import { sample } from '../support/metrics.ts'
import { startSandbox } from '../support/service.ts'
import { plain } from '../support/sources.ts'
import { startUpstream } from '../support/upstream.ts'
import { until } from '../support/until.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const callingSpan = '00f067aa0ba902b7'
const traceparent = `00-${traceId}-${callingSpan}-01`

void t.test('a request is one span, and each upstream call another within it', async (t) => {
  const collector = await startCollector(t)
  const { get, simulator } = await startSandbox(t, {
    environment: { ...tracedTo(collector), RETRY_ATTEMPTS: '1', BREAKER_THRESHOLD: '1000' }
  })
  withFaults(t, simulator, { tenant: { kind: 'http', status: 503, times: 1 } })
  const { status } = await get('/accounts?source=tenant&limit=2', { traceparent })
  t.equal(status, 200)
  const spans = await collector.spans(3)
  const server = spans.find(({ kind }) => kind === 2)
  const calls = spans.filter(({ kind }) => kind === 3)

  await t.test("the request's span, with the caller's as its parent", async (t) => {
    t.match(server, { name: 'GET /accounts', traceId, parentSpanId: callingSpan, failed: false })
    t.same(server?.attributes, {
      'http.request.method': 'GET',
      'http.route': '/accounts',
      'http.response.status_code': 200
    })
  })

  await t.test('one span per attempt', async (t) => {
    t.equal(calls.length, 2)
    for (const call of calls) t.match(call, { name: 'tenant', traceId, parentSpanId: server?.spanId })
    t.same(
      calls.map(({ attributes, failed }) => ({ ...attributes, failed })),
      [
        {
          'rollcall.source': 'tenant',
          'rollcall.attempt': 1,
          'http.response.status_code': 503,
          'error.type': 'upstream-unavailable',
          failed: true
        },
        { 'rollcall.source': 'tenant', 'rollcall.attempt': 2, 'http.response.status_code': 200, failed: false }
      ]
    )
  })

  await t.test('the id of the span is sent with the attempt', async (t) => {
    t.same(
      simulator.calls.map(({ headers }) => headers['traceparent']),
      calls.map(({ spanId }) => `00-${traceId}-${spanId}-01`)
    )
  })

  await t.test('the resource names the service', async (t) => {
    t.match(collector.resource(), { 'service.name': 'rollcall', 'telemetry.sdk.language': 'nodejs' })
  })
})

void t.test('spans hold how requests end', async (t) => {
  const collector = await startCollector(t)
  const { url, get, simulator } = await startSandbox(t, { environment: { ...plain, ...tracedTo(collector) } })

  const lastSpan = async (count: number) => (await collector.spans(count)).at(-1)

  await t.test('a failure of an upstream', async (t) => {
    withFaults(t, simulator, { iam: { kind: 'http', status: 503, times: 1 } })
    await get('/accounts?source=iam')
    const [call, server] = await collector.spans(2)
    t.match(call, { parentSpanId: server?.spanId, failed: true })
    t.match(server, { parentSpanId: null, failed: true })
    t.match(server?.attributes, { 'http.response.status_code': 503, 'error.type': 'upstream-unavailable' })
  })

  await t.test('a mistake of the caller is not an error of the service', async (t) => {
    await get('/accounts?limit=0')
    const span = await lastSpan(3)
    t.match(span, { name: 'GET /accounts', failed: false })
    t.match(span?.attributes, { 'http.response.status_code': 400, 'error.type': 'invalid-request' })
  })

  await t.test('an unknown path, an invented method', async (t) => {
    await fetch(`${url}/nobody`)
    t.match(await lastSpan(4), { name: 'GET', attributes: { 'http.request.method': 'GET', 'http.route': undefined } })
    await fetch(`${url}/accounts`, { method: 'PROPFIND' })
    t.match(await lastSpan(5), { name: 'HTTP /accounts', attributes: { 'http.request.method': '_OTHER' } })
  })

  await t.test('a disconnected caller', async (t) => {
    simulator.calls.length = 0
    withFaults(t, simulator, { tenant: { kind: 'hang', times: 1 } })
    const leaving = httpRequest(`${url}/accounts?source=tenant`).on('error', () => {})
    leaving.end()
    await until(async () => (await sample(url, 'rollcall_upstream_in_flight{source="tenant"}')) > 0)
    leaving.destroy()
    const ended = (await collector.spans(7)).slice(5)
    t.same(
      ended.map(({ attributes }) => attributes['error.type']),
      ['abandoned', 'abandoned']
    )
    t.equal(ended.find(({ kind }) => kind === 2)?.attributes['http.response.status_code'], 499)
  })

  await t.test('an account that is not found is not a failure of the upstream', async (t) => {
    await get('/accounts/lookup?phone=10099999999')
    const [call] = (await collector.spans(9)).slice(7)
    t.match(call, { name: 'identity', failed: false, attributes: { 'error.type': 'account-not-found' } })
  })

  await t.test('probes and metrics have no span', async (t) => {
    for (const path of ['/livez', '/readyz', '/metrics']) await fetch(url + path)
    await get('/sources')
    t.match(await lastSpan(10), { name: 'GET /sources' })
    t.equal((await collector.spans(10)).length, 10)
  })
})

void t.test('OpenTelemetry’s settings are followed', async (t) => {
  await t.test('endpoint, headers and resource', async (t) => {
    const collector = await startCollector(t)
    const { get } = await startSandbox(t, {
      environment: {
        OTEL_TRACES_EXPORTER: 'otlp',
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/elsewhere`,
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
        OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=a%20b, x-token=general',
        OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-token=own',
        OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,deployment.environment.name=test%2Cone',
        OTEL_SERVICE_NAME: 'people',
        OTEL_BSP_SCHEDULE_DELAY: '1'
      }
    })
    await get('/sources')
    await collector.spans(1)
    t.match(collector.requests, [
      {
        url: '/elsewhere',
        headers: { 'content-type': 'application/json', 'x-tenant': 'a b', 'x-token': 'own' }
      }
    ])
    t.match(collector.resource(), { 'service.name': 'people', 'deployment.environment.name': 'test,one' })
  })

  await t.test('an endpoint for all signals gets the path of traces', async (t) => {
    const collector = await startCollector(t)
    const { get } = await startSandbox(t, {
      environment: { ...tracedTo(collector), OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/base/` }
    })
    await get('/sources')
    await collector.spans(1)
    t.equal(collector.requests[0]?.url, '/base/v1/traces')
  })

  const notSampled = traceparent.replace(/01$/, '00')
  for (const [sampler, ratio, sent, kept] of [
    ['always_on', '', notSampled, true],
    ['always_off', '', traceparent, false],
    ['traceidratio', '1', notSampled, true],
    ['traceidratio', '0', traceparent, false],
    ['parentbased_always_on', '', '', true],
    ['parentbased_always_on', '', notSampled, false],
    ['parentbased_always_off', '', traceparent, true],
    ['parentbased_always_off', '', '', false],
    ['parentbased_traceidratio', '0', '', false],
    ['parentbased_traceidratio', '0', traceparent, true]
  ] as const) {
    await t.test(`${sampler} ${ratio}, with ${sent === '' ? 'no trace' : sent}`, async (t) => {
      const collector = await startCollector(t)
      const { app, get, simulator } = await startSandbox(t, {
        environment: { ...tracedTo(collector), OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: ratio }
      })
      await get('/accounts?source=tenant', sent === '' ? {} : { traceparent: sent })
      t.match(simulator.calls[0]?.headers['traceparent'], kept ? /^00-\w{32}-\w{16}-01$/ : /^00-\w{32}-\w{16}-00$/)
      await app.server.close()
      t.equal((await collector.spans(0)).length, kept ? 2 : 0)
    })
  }
})

void t.test('remaining spans are sent at shutdown', async (t) => {
  const collector = await startCollector(t)
  const { app, get } = await startSandbox(t, {
    environment: { ...tracedTo(collector), OTEL_BSP_SCHEDULE_DELAY: '60000' }
  })
  await get('/sources')
  t.equal(collector.requests.length, 0)
  await app.server.close()
  t.equal(collector.requests.length, 1)
})

void t.test('a collector that', async (t) => {
  const short = { OTEL_EXPORTER_OTLP_TIMEOUT: '50', OTEL_BSP_EXPORT_TIMEOUT: '60' }

  await t.test('refuses: one log line, and no request waits for it', async (t) => {
    const collector = await startCollector(t, (response) => response.writeHead(400).end())
    const { get, log } = await startSandbox(t, { environment: { ...plain, ...tracedTo(collector), ...short } })
    for (let asked = 1; asked <= 5; asked++) {
      t.equal((await get('/sources')).status, 200)
      await collector.spans(asked)
    }
    await until(() => log().includes('traces cannot be sent'))
    t.equal(log().match(/traces cannot be sent/g)?.length, 1)
    t.notMatch(log(), collector.url)
  })

  await t.test('is unavailable or hangs: neither requests nor the shutdown are delayed', async (t) => {
    const hanging = await startCollector(t, () => {})
    for (const environment of [
      { ...tracedTo(hanging), ...short },
      { ...tracedTo(hanging), OTEL_EXPORTER_OTLP_TIMEOUT: '2000' },
      { ...tracedTo({ url: 'http://127.0.0.1:9' }), ...short }
    ]) {
      const { app, get } = await startSandbox(t, { environment: { ...plain, ...environment } })
      t.equal((await get('/accounts?source=tenant')).status, 200)
      await app.server.close()
    }
  })
})

void t.test('by default spans are sent as protobuf, which is OpenTelemetry’s own default', async (t) => {
  const collector = await startUpstream(t, (_request, response) => response.end())
  const { get, app } = await startSandbox(t, { environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } })
  await get('/accounts?source=tenant', { traceparent })
  await app.server.close()
  const [{ url, headers, body } = { url: '', headers: {}, body: '' }] = collector.requests
  t.match([url, headers['content-type']], ['/v1/traces', 'application/x-protobuf'])
  t.match(body, 'GET /accounts')
})

void t.test('without tracing', async (t) => {
  const off = [
    {},
    { OTEL_SDK_DISABLED: 'TRUE', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    { OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }
  ]
  for (const environment of off) {
    const { get, simulator } = await startSandbox(t, { environment: { ...plain, ...environment } })
    const sentWith = async (headers: Record<string, string>) => {
      simulator.calls.length = 0
      await get('/accounts?source=tenant', headers)
      return simulator.calls.map((call) => call.headers['traceparent'])
    }

    await t.test(`a caller's trace is passed on unchanged, ${JSON.stringify(environment)}`, async (t) => {
      t.same(await sentWith({ traceparent }), [traceparent])
      t.same(await sentWith({ traceparent: traceparent.replace(/01$/, 'fe') }), [traceparent.replace(/01$/, 'fe')])
    })

    await t.test(`an invalid trace is not passed on, ${JSON.stringify(environment)}`, async (t) => {
      t.same(await sentWith({}), [undefined])
      for (const wrong of [
        '',
        'x',
        traceparent.toUpperCase(),
        traceparent.replace(/^00/, 'ff'),
        traceparent.replace(traceId, '0'.repeat(32)),
        traceparent.replace(callingSpan, '0'.repeat(16)),
        `${traceparent}-00`,
        `${traceparent}, ${traceparent}`
      ]) {
        t.same(await sentWith({ traceparent: wrong }), [undefined], wrong)
      }
    })
  }
})
