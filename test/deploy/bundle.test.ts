import { execFileSync } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'
import { startSimulator } from '../../simulator/src/simulator.ts'
import { startChild, type Child } from '../support/child.ts'
import { startCollector } from '../support/collector.ts'
import { startIssuer } from '../support/issuer.ts'
import { bearer } from '../support/keys.ts'
import { startRedis, withoutRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'

const root = resolve(import.meta.dirname, '../..')
/** Outside the repository, so that only packages in the bundle are found. */
const folder = mkdtempSync(join(tmpdir(), 'rollcall-bundle-'))
t.teardown(() => rmSync(folder, { recursive: true }))
execFileSync(process.execPath, [join(root, 'deploy/bundle.ts'), folder])
cpSync(join(root, 'package.json'), join(folder, 'package.json'))
cpSync(join(root, 'explorer/dist'), join(folder, 'explorer/dist'), { recursive: true })

interface Program extends Child {
  readonly url: string
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>
}

async function start(t: Test, program: string, settings: Readonly<Record<string, string>>): Promise<Program> {
  const child = startChild(t, join(folder, program), { PORT: '0', ...settings })
  const url = await child.said(/http:\/\/127\.0\.0\.1:\d+/)
  return { ...child, url, get: (path, headers = {}) => fetch(`${url}${path}`, { headers }) }
}

void t.test('the bundled service, with every optional part configured', { skip: withoutRedis }, async (t) => {
  const simulator = await startSimulator()
  t.teardown(() => simulator.close())
  const collector = await startCollector(t)
  const redis = await startRedis(t)
  const { environment, sign } = await startIssuer(t)
  const service = await start(t, 'service/server.js', {
    ...sandboxSettings(simulator.url),
    ...environment,
    REDIS_URL: redis.url,
    CACHE_TTL_MS: '60000',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json'
  })
  const caller = bearer(await sign())

  await t.test('answers probes, metrics and the explorer', async (t) => {
    for (const path of ['/livez', '/readyz', '/metrics', '/explorer/explorer.js']) {
      t.equal((await service.get(path)).status, 200, path)
    }
    t.match(await (await service.get('/', { accept: 'text/html' })).text(), '<title>')
  })

  await t.test('shows the documentation with its program and styles', async (t) => {
    for (const path of [
      '/docs',
      '/docs/static/swagger-ui-bundle.js',
      '/docs/static/swagger-ui.css',
      '/docs/static/theme/rollcall.css',
      '/openapi.json',
      '/openapi.yaml'
    ]) {
      t.equal((await service.get(path)).status, 200, path)
    }
  })

  await t.test('admits only callers with a token', async (t) => {
    t.equal((await service.get('/accounts')).status, 401)
    const page = await service.get('/accounts', caller)
    t.equal(page.status, 200)
    t.equal(JSON.parse(await page.text()).complete, true)
  })

  await t.test('exports as csv', async (t) => {
    const text = await (await service.get('/accounts/export?source=tenant&format=csv', caller)).text()
    t.equal(text.trim().split('\r\n').length, 138)
  })

  await t.test('caches answers in Redis', async () => {
    await until(async () => (await service.get('/accounts?source=tenant', caller)).headers.get('age') !== null)
  })

  await t.test('sends its traces before it exits with 0', async (t) => {
    service.process.kill('SIGTERM')
    const [code] = await once(service.process, 'exit')
    t.equal(code, 0, service.output())
    t.match(collector.text(), '"GET /accounts"')
  })
})

void t.test('the bundled sandbox answers without settings', async (t) => {
  const sandbox = await start(t, 'sandbox/sandbox.js', { SIMULATOR_PORT: '0' })
  const page = JSON.parse(await (await sandbox.get('/accounts?source=tenant')).text())
  t.equal(page.data.length, 20)
})

void t.test('the bundled simulator answers', async (t) => {
  const simulator = await start(t, 'sandbox/simulator.js', { SIMULATOR_PORT: '0' })
  t.equal((await simulator.get('/')).status, 200)
})

void t.test('the bundles contain no sources, declarations, source maps, tests or packages', (t) => {
  const files = globSync('**/*', { cwd: folder })
  t.ok(files.includes('service/health-check.js'))
  t.same(
    files.filter((file) => /\.(ts|map)$|(^|\/)(tests?|\.bin|package-lock\.json)(\/|$)/.test(file)),
    []
  )
  const packages = globSync('**/node_modules/{@*/*,[!@]*}', { cwd: folder })
  t.same(
    packages.toSorted(),
    ['sandbox', 'service'].map((name) => `${name}/node_modules/@fastify/swagger-ui`)
  )
  t.end()
})

void t.test('the bundled create-key makes a key', (t) => {
  const output = execFileSync(process.execPath, [join(folder, 'service/create-key.js'), '--name', 'web'])
  t.match(String(output), /rc_/)
  t.end()
})
