import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import t, { type Test } from 'tap'
import { startSimulator } from '../../simulator/src/simulator.ts'
import { startChild as start, unmeasured, type Child } from '../support/child.ts'
import { startCollector } from '../support/collector.ts'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'
import { withFaults } from '../support/faults.ts'
import { openRaw } from '../support/raw.ts'
import { pathOf, sampleOf, successOf } from '../support/samples.ts'
import { until } from '../support/until.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

const scopePath = '/user/account/querybyscope'

/** A shutdown timeout shorter than the timeouts of the sources. */
const short = { ...unmeasured, SHUTDOWN_TIMEOUT_MS: '3000', TENANT_TIMEOUT_MS: '60000', IDENTITY_TIMEOUT_MS: '60000' }

function linesOf(output: string): Record<string, unknown>[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
}

/** Upstreams for one service. */
async function startUpstreams(t: Test) {
  const simulator = await startSimulator()
  t.teardown(() => simulator.close())
  return { simulator, settings: { ...sandboxSettings(simulator.url), PORT: '0' } }
}

/** An upstream that answers tenant after its release, and scope at once. */
async function startHeld(t: Test) {
  const held: ServerResponse[] = []
  const released = Promise.withResolvers<void>()
  const { url } = await startUpstream(t, ({ url: path }, response) => {
    if (path.startsWith(scopePath)) return sendJson(response, successOf('scope'))
    held.push(response)
    void released.promise.then(() => sendJson(response, successOf('tenant')))
  })
  const settings = { ...sandboxSettings(url), PORT: '0', TENANT_TIMEOUT_MS: '60000', SHUTDOWN_TIMEOUT_MS: '60000' }
  return { held, release: released.resolve, settings }
}

void t.test('npm start: the service as a process', (t) => {
  // These tests mostly wait, so they run in parallel.
  t.jobs = 3

  void t.test('SIGTERM: not ready, running requests finish, exit 0', { buffered: true }, async (t) => {
    const { held, release, settings } = await startHeld(t)
    const service = start(t, 'src/server.ts', settings)
    const url = await service.said(/http:\/\/127\.0\.0\.1:\d+/)
    t.equal((await fetch(`${url}/readyz`)).status, 200)
    const running = fetch(url + pathOf('tenant'))
    await Promise.race([running, until(() => held.length > 0)])
    service.process.kill('SIGTERM')
    await service.said(/shutting down/)
    const [ready, other] = await Promise.all([fetch(`${url}/readyz`), fetch(url + pathOf('scope'))])
    t.equal(ready.status, 503)
    t.equal(ready.headers.get('retry-after'), '1')
    t.equal(ready.headers.get('connection'), 'close')
    t.match(JSON.parse(await ready.text()), { type: '/problems/shutting-down' })
    t.equal(other.status, 200)
    release()
    const body = JSON.parse(await (await running).text())
    t.match(body, { page: { total: sampleOf('tenant').total }, complete: true })
    t.equal(body.data?.length, sampleOf('tenant').rows.length)
    const [code] = await once(service.process, 'exit')
    t.equal(code, 0)
    await t.rejects(fetch(`${url}/livez`))
  })

  void t.test(
    'with ADMIN_PORT, probes are answered there until the last request is finished',
    { buffered: true },
    async (t) => {
      const { held, release, settings } = await startHeld(t)
      const service = start(t, 'src/server.ts', { ...settings, ADMIN_PORT: '0' })
      const adminUrl = (await service.said(/Operations listening at http:\/\/127\.0\.0\.1:\d+/)).replace(/^.* /, '')
      const url = await service.said(/http:\/\/127\.0\.0\.1:\d+/)
      t.not(url, adminUrl)
      t.equal((await fetch(`${url}/livez`)).status, 404)
      const running = fetch(url + pathOf('tenant'))
      await Promise.race([running, until(() => held.length > 0)])
      service.process.kill('SIGTERM')
      await service.said(/shutting down/)
      t.equal((await fetch(`${adminUrl}/readyz`)).status, 503)
      t.equal((await fetch(`${adminUrl}/livez`)).status, 200)
      t.match(await (await fetch(`${adminUrl}/metrics`)).text(), 'rollcall_upstream_in_flight{source="tenant"} 1')
      release()
      t.equal((await running).status, 200)
      const [code] = await once(service.process, 'exit')
      t.equal(code, 0)
    }
  )

  for (const collects of ['takes them', 'hangs']) {
    void t.test(
      `remaining traces are sent before the exit, with a collector that ${collects}`,
      { buffered: true },
      async (t) => {
        const { settings } = await startUpstreams(t)
        const collector = await startCollector(t, (response) => collects === 'hangs' || response.end('{}'))
        const service = start(t, 'src/server.ts', {
          ...settings,
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
          OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json'
        })
        const url = await service.said(/http:\/\/127\.0\.0\.1:\d+/)
        t.equal((await fetch(`${url}/sources`)).status, 200)
        t.equal(collector.requests.length, 0)
        service.process.kill('SIGTERM')
        const [code] = await once(service.process, 'exit')
        t.equal(code, 0)
        t.match(collector.text(), '"GET /sources"')
      }
    )
  }

  for (const [path, body] of [
    ['/accounts?source=tenant', undefined],
    ['/accounts/lookup?phone=13800000000', undefined],
    ['/accounts/export?source=tenant', undefined],
    ['/accounts/search', '{"source":["tenant"]}']
  ] as const) {
    void t.test(
      `${path}: a call that outlasts SHUTDOWN_TIMEOUT_MS ends as shutting-down, and is logged`,
      { buffered: true },
      async (t) => {
        const { simulator, settings } = await startUpstreams(t)
        const service = start(t, 'src/server.ts', { ...settings, ...short })
        const url = await service.said(/http:\/\/127\.0\.0\.1:\d+/)
        withFaults(t, simulator, { tenant: { kind: 'hang' }, identity: { kind: 'hang' } })
        const headers = { 'content-type': 'application/json', 'x-request-id': 'cut-off' }
        const running = fetch(`${url}${path}`, body === undefined ? { headers } : { method: 'POST', headers, body })
        await until(() => simulator.calls.length > 0)
        service.process.kill('SIGINT')
        const answer = await running
        t.equal(answer.status, 503)
        t.equal(answer.headers.get('retry-after'), '1')
        t.match(JSON.parse(await answer.text()), { type: '/problems/shutting-down', retryable: true })
        const [code] = await once(service.process, 'close')
        t.equal(code, 0)
        const lines = linesOf(service.output()).filter(({ requestId }) => requestId === 'cut-off')
        t.match(lines, [
          { msg: 'upstream call', slug: 'shutting-down', attempt: 1, status: null },
          { msg: 'request', slug: 'shutting-down', status: 503 }
        ])
        t.equal(lines.length, 2)
      }
    )
  }

  void t.test(
    'with several sources, one that outlasts SHUTDOWN_TIMEOUT_MS has failed',
    { buffered: true },
    async (t) => {
      const { simulator, settings } = await startUpstreams(t)
      const service = start(t, 'src/server.ts', { ...settings, ...short })
      const url = await service.said(/http:\/\/127\.0\.0\.1:\d+/)
      withFaults(t, simulator, { tenant: { kind: 'hang' } })
      const running = fetch(`${url}/accounts?source=tenant,scope`)
      await until(() => simulator.calls.length > 1)
      await service.said(/"source":"scope"[^\n]*"msg":"upstream call"/)
      service.process.kill('SIGTERM')
      const { sources, complete } = JSON.parse(await (await running).text())
      t.match(sources, [
        { source: 'tenant', status: 'failed', problem: { type: '/problems/shutting-down' } },
        { source: 'scope', status: 'ok' }
      ])
      t.equal(complete, false)
      const [code] = await once(service.process, 'exit')
      t.equal(code, 0)
    }
  )

  void t.test('a request still arriving at the timeout is logged as shutting-down', { buffered: true }, async (t) => {
    const { settings } = await startUpstreams(t)
    const service = start(t, 'src/server.ts', { ...settings, SHUTDOWN_TIMEOUT_MS: '1000' })
    const url = await service.said(/http:\/\/127\.0\.0\.1:\d+/)
    const head =
      'POST /accounts/search HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{'
    const caller = openRaw(t, url, head)
    await until(async () => /rollcall_http_requests_in_flight 2/.test(await (await fetch(`${url}/metrics`)).text()))
    service.process.kill('SIGTERM')
    await caller.ended
    const [code] = await once(service.process, 'close')
    t.equal(code, 0)
    const lines = linesOf(service.output()).filter(({ route }) => route === '/accounts/search')
    t.match(lines, [{ msg: 'request', slug: 'shutting-down', status: 503 }])
  })

  void t.test(
    'the process ends by itself, while a call and the collector hang for ten minutes',
    { buffered: true },
    async (t) => {
      const { simulator, settings } = await startUpstreams(t)
      const collector = await startCollector(t, () => {})
      const tenMinutes = '600000'
      const service = start(t, 'src/server.ts', {
        ...settings,
        SHUTDOWN_TIMEOUT_MS: '3000',
        INDUSTRY_TIMEOUT_MS: tenMinutes,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_EXPORTER_OTLP_TIMEOUT: tenMinutes,
        OTEL_BSP_EXPORT_TIMEOUT: tenMinutes
      })
      const url = await service.said(/http:\/\/127\.0\.0\.1:\d+/)
      withFaults(t, simulator, { industry: { kind: 'hang' } })
      const running = fetch(`${url}/accounts?source=industry`)
      await until(() => simulator.calls.length > 0)
      service.process.kill('SIGTERM')
      const answer = await running
      t.equal(answer.status, 503)
      t.match(JSON.parse(await answer.text()), { type: '/problems/shutting-down' })
      const [code] = await once(service.process, 'exit')
      t.equal(code, 0)
    }
  )

  for (const format of ['ndjson', 'csv']) {
    void t.test(
      `an export as ${format} that is cut off does not look complete, and calls no upstream`,
      { buffered: true },
      async (t) => {
        const { simulator, settings } = await startUpstreams(t)
        const service = start(t, 'src/server.ts', { ...settings, SHUTDOWN_TIMEOUT_MS: '300' })
        const url = await service.said(/http:\/\/127\.0\.0\.1:\d+/)
        withFaults(t, simulator, { industry: { kind: 'delay', ms: 100 } })
        const response = await fetch(`${url}/accounts/export?source=industry&format=${format}`)
        service.process.kill('SIGTERM')
        let text = ''
        const reading = async (): Promise<void> => {
          for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString()
        }
        const end = await reading().then(
          () => 'whole',
          () => 'broken'
        )
        const [code] = await once(service.process, 'close')
        t.equal(code, 0)
        t.match(text, 'industry:')
        if (format === 'csv') t.equal(end, 'broken')
        else if (end === 'whole') t.match(text, /"end":\{"complete":false.*shutting-down/)
        else t.notMatch(text, '"end"')
        t.match(
          linesOf(service.output()).find(({ msg }) => msg === 'request'),
          { status: 200, route: '/accounts/export' }
        )
        simulator.clearFault('industry')
        const asked = simulator.calls.length
        await until(() => simulator.openSockets() === 0)
        t.equal(simulator.calls.length, asked)
      }
    )
  }

  void t.test('a second signal exits at once', { buffered: true }, async (t) => {
    const { simulator, settings } = await startUpstreams(t)
    const service = start(t, 'src/server.ts', settings)
    const url = await service.said(/http:\/\/127\.0\.0\.1:\d+/)
    withFaults(t, simulator, { tenant: { kind: 'hang', times: 1 } })
    const running = t.rejects(fetch(`${url}/accounts?source=tenant`))
    await until(() => simulator.calls.length > 0)
    service.process.kill('SIGTERM')
    await service.said(/shutting down/)
    service.process.kill('SIGTERM')
    const [code] = await once(service.process, 'exit')
    t.equal(code, 1)
    await running
  })

  void t.test('a port in use is reported with exit code 1', { buffered: true }, async (t) => {
    const { simulator, settings } = await startUpstreams(t)
    const service = start(t, 'src/server.ts', { ...settings, PORT: new URL(simulator.url).port })
    const [code] = await once(service.process, 'close')
    t.equal(code, 1)
    t.match(service.output(), /^cannot listen: listen EADDRINUSE[^\n]*\n$/)
  })

  void t.test('invalid settings are all reported at once with exit code 1', { buffered: true }, async (t) => {
    const service = start(t, 'src/server.ts', { PORT: 'x', IAM_ACCESS_TOKEN: 'token-value' })
    const [code] = await once(service.process, 'close')
    t.equal(code, 1)
    t.match(service.output(), /PORT must be a whole number[^]*IAM_BASE_URL is missing/)
    t.notMatch(service.output(), /token-value|at file/)
  })
  t.end()
})

void t.test('npm run sandbox works without settings', async (t) => {
  const sandbox = start(t, 'simulator/src/sandbox.ts', { PORT: '0', SIMULATOR_PORT: '0' })
  const url = (await sandbox.said(/sandbox on http:\/\/127\.0\.0\.1:\d+/)).replace('sandbox on ', '')
  const page = JSON.parse(await (await fetch(`${url}/accounts?source=tenant`)).text())
  t.equal(page.data.length, 20)
  t.equal(page.complete, true)
  const all = JSON.parse(await (await fetch(`${url}/accounts`)).text())
  const totals = all.sources.map(({ source, total }: { source: string; total: number }) => [source, total])
  t.match(Object.fromEntries(totals), { tenant: 137, scope: 125, industry: 2000, iam: 86 })
  sandbox.process.kill('SIGTERM')
  const [code] = await once(sandbox.process, 'exit')
  t.equal(code, 0)
})

void t.test('a sandbox whose default port is in use takes another, unless the port is set', async (t) => {
  const simulator = await startSimulator({ port: 3900 }).catch(() => null)
  t.teardown(() => simulator?.close())
  const sandbox = start(t, 'simulator/src/sandbox.ts', { PORT: '0' })
  t.notMatch(await sandbox.said(/simulated on http:\/\/127\.0\.0\.1:\d+/), /:3900$/)
  sandbox.process.kill('SIGTERM')
  const fixed = start(t, 'simulator/src/sandbox.ts', { PORT: '0', SIMULATOR_PORT: '3900' })
  const [code] = await once(fixed.process, 'close')
  t.equal(code, 1)
  t.match(fixed.output(), /cannot start/)
  if (sandbox.process.exitCode === null) await once(sandbox.process, 'exit')
})

/** The sandbox on a terminal, after it answered a request. Node gets the options. */
async function startOnTerminal(t: Test, options: string): Promise<Child> {
  const terminal = start(t, 'script', { PORT: '0', SIMULATOR_PORT: '0' }, [
    '-qec',
    `${process.execPath} ${options} simulator/src/sandbox.ts`,
    '/dev/null'
  ])
  const ended = once(terminal.process, 'exit').then(() => Promise.reject(new Error(terminal.output())))
  ended.catch(() => {})
  const said = await Promise.race([terminal.said(/sandbox on http:\/\/127\.0\.0\.1:\d+/), ended])
  await fetch(`${said.replace('sandbox on ', '')}/livez`)
  return terminal
}

void t.test('a sandbox on a terminal writes a readable log', async (t) => {
  const terminal = await startOnTerminal(t, '')
  await terminal.said(/\d\d:\d\d:\d\d\.\d+[^{]*request/)
  terminal.process.kill('SIGTERM')
})

void t.test('a sandbox on a terminal needs no more packages than its image has', async (t) => {
  const terminal = await startOnTerminal(t, `--import ${import.meta.resolve('../support/without-dev-dependencies.ts')}`)
  await terminal.said(/\{[^\n]*"msg":"request"[^\n]*\}/)
  terminal.process.kill('SIGTERM')
})

void t.test('a sandbox that cannot start reports the reason', async (t) => {
  const sandbox = start(t, 'simulator/src/sandbox.ts', { PORT: 'x' })
  const [code] = await once(sandbox.process, 'close')
  t.equal(code, 1)
  t.match(sandbox.output(), /cannot start[^]*PORT/)
})

void t.test('npm start never imports the simulator', (t) => {
  const seen = new Set<string>()
  const visit = (url: URL): void => {
    if (seen.has(url.href)) return
    seen.add(url.href)
    for (const [, specifier] of readFileSync(url, 'utf8').matchAll(/(?:from |import\()'(\.[^']+\.ts)'/g))
      visit(new URL(String(specifier), url))
  }
  visit(new URL('../../src/server.ts', import.meta.url))
  t.ok(seen.size > 40)
  const simulator = new URL('../../simulator/', import.meta.url).href
  t.notOk([...seen].some((href) => href.startsWith(simulator)))
  t.end()
})
