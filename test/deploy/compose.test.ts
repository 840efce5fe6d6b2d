import t from 'tap'
import { parse } from 'yaml'
import { readConfig } from '../../src/config/config.ts'
import { httpLimits } from '../../src/http/limits.ts'
import { isSlug, problemType } from '../../src/model/problem-catalogue.ts'
import { sandboxRateLimit, sandboxSettings } from '../../simulator/src/sandbox-settings.ts'
import { readSettings } from '../../simulator/src/settings.ts'
import { registry } from '../../src/sources/registry.ts'
import { fileText, settingNames } from '../support/deployment.ts'

interface ComposeService {
  readonly profiles?: readonly string[]
  readonly build?: { readonly target: string }
  readonly restart?: string
  readonly logging?: { readonly driver: string; readonly options: Readonly<Record<string, string>> }
  readonly healthcheck?: { readonly test: readonly string[]; readonly interval: string }
  readonly image?: string
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly user?: string
  readonly read_only: boolean
  readonly cap_drop: readonly string[]
  readonly security_opt: readonly string[]
  readonly stop_grace_period?: string
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
}

const compose: { readonly services: Readonly<Record<string, ComposeService>> } = parse(fileText('docker-compose.yml'), {
  merge: true
})
const services = Object.entries(compose.services)
const replicas = services.filter(([name]) => /^rollcall-\d$/.test(name))
const nginx = fileText('deploy/nginx.conf')

/** A number in `deploy/nginx.conf`, in its own unit. */
function number(name: string): number {
  return Number(new RegExp(`${name} (\\d+)[sk];`).exec(nginx)?.[1])
}

void t.test('docker compose up starts the sandbox, and the profile replicas everything else', async (t) => {
  const byDefault = services.filter(([, { profiles }]) => profiles === undefined)
  t.same(
    byDefault.map(([name]) => name),
    ['simulator', 'rollcall']
  )
  const rest = services.filter(([, { profiles }]) => profiles?.join() === 'replicas')
  t.same(
    rest.map(([name]) => name),
    ['rollcall-1', 'rollcall-2', 'rollcall-3', 'redis', 'balancer']
  )
})

void t.test('every container has minimal privileges, and only this machine reaches it', async (t) => {
  for (const [name, service] of services) {
    t.equal(service.read_only, true, name)
    t.same(service.cap_drop, ['ALL'], name)
    t.same(service.security_opt, ['no-new-privileges:true'], name)
    t.ok(service.build !== undefined || service.user !== undefined, `${name} is not root`)
    for (const port of service.ports ?? []) t.match(port, /^127\.0\.0\.1:\d+:\d+$/, name)
    for (const needed of Object.keys(service.depends_on ?? {})) t.ok(compose.services[needed], `${name}: ${needed}`)
  }
})

void t.test('every container restarts after a crash, has a bounded log and a health check', async (t) => {
  for (const [name, { restart, logging, healthcheck }] of services) {
    t.equal(restart, 'unless-stopped', name)
    t.same(logging, { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } }, name)
    t.equal(healthcheck?.interval, '2s', name)
  }
})

void t.test('production images are built on a base image pinned by its digest', async (t) => {
  const bake = fileText('deploy/docker-bake.hcl')
  t.match(bake, /"node:26-slim" = "docker-image:\/\/node:26-slim@sha256:[0-9a-f]{64}"/)
  for (const target of ['service', 'sandbox']) {
    t.match(bake, `target "${target}" {\n  inherits = ["pinned"]\n  target   = "${target}"\n`)
  }
  const bases = [...fileText('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, base]) => base)
  t.same(new Set(bases), new Set(['node:26-slim', 'scratch', 'service']))
})

void t.test('nginx starts before the instances, and resolves their new addresses', async (t) => {
  t.match(nginx, /^ *resolver 127\.0\.0\.11 valid=1s;$/m)
  for (const [name] of replicas) t.match(nginx, new RegExp(`^ *server ${name}:3000 resolve `, 'm'))
  t.match(nginx, /^ *zone rollcall /m, 'resolve needs shared memory')
})

void t.test('the settings are valid, and the service starts with them', async (t) => {
  for (const [name, { build, environment = {}, stop_grace_period: grace = '10s' }] of services) {
    if (build?.target !== 'service') continue
    for (const setting of Object.keys(environment)) t.ok(settingNames.has(setting), `${name}: ${setting}`)
    const config = readConfig({ ...environment, HOST: '0.0.0.0' }, registry)
    t.ok(Number.parseInt(grace, 10) * 1000 >= config.shutdownTimeoutMs, `${name} may finish`)
  }
  const { environment = {} } = compose.services['simulator'] ?? {}
  t.match(readSettings({ ...environment }), { host: '::', port: 3900 })
})

void t.test('every instance has the settings of the sandbox, at the address of the simulator', async (t) => {
  const { SIMULATOR_PORT = '' } = compose.services['simulator']?.environment ?? {}
  const sandbox = {
    AUTH_MODE: 'none',
    RATE_LIMIT_MAX: sandboxRateLimit,
    ...sandboxSettings(`http://simulator:${SIMULATOR_PORT}`)
  }
  t.strictSame(compose.services['rollcall']?.environment, sandbox)
  for (const [name, { environment }] of replicas) t.match(environment, sandbox, name)
})

void t.test('nginx forwards to every instance and to no other port', async (t) => {
  const servers = [...nginx.matchAll(/^ *server ([^ ;{]+) /gm)].map(([, server]) => server)
  t.same(
    servers.filter((server) => server !== ''),
    replicas.map(([name]) => `${name}:3000`)
  )
  const { ports, volumes, command, depends_on: needs = {} } = compose.services['balancer'] ?? {}
  const [, listens = ''] = /^ *listen (\d+);/m.exec(nginx) ?? []
  t.match(ports, [new RegExp(`:${listens}$`)])
  t.same(volumes, ['./deploy:/etc/rollcall:ro'])
  t.match(command, ['nginx', '-c', '/etc/rollcall/nginx.conf'])
  t.same(
    Object.keys(needs),
    replicas.map(([name]) => name)
  )
  for (const [name, { environment = {} }] of replicas) {
    t.match(environment, { TRUST_PROXY: '1', ADMIN_PORT: String, REDIS_URL: 'redis://redis:6379' }, name)
  }
})

void t.test('nginx has longer timeouts and larger limits than the service', async (t) => {
  const { timeoutMs } = readConfig({ ...replicas[0]?.[1].environment, HOST: '0.0.0.0' }, registry)
  t.ok(number('proxy_read_timeout') * 1000 > Math.max(...Object.values(timeoutMs)))
  t.ok(number('client_max_body_size') * 1024 > httpLimits.maxBodyBytes)
  t.equal(number('client_body_buffer_size'), number('client_max_body_size'))
  t.ok(number('large_client_header_buffers 4') * 1024 > httpLimits.maxHeaderBytes)
  t.ok(number(' keepalive_timeout') * 1000 < httpLimits.keepAliveTimeoutMs, 'nginx closes idle connections first')
})

void t.test('the problems of nginx are those of the catalogue', async (t) => {
  const problems = [...nginx.matchAll(/^ *(?:\d+|default) '("type":.*)';$/gm)].map(([, text]) => text)
  t.equal(problems.length, 7)
  for (const text of problems) {
    const { type, ...problem } = JSON.parse(`{${text}}`)
    const slug = String(type).replace('/problems/', '')
    if (!isSlug(slug)) t.fail(slug)
    else t.match(problemType(slug), problem, slug)
  }
})

void t.test('every answer of nginx itself is one of its problems', async (t) => {
  const pages = new Map<string, string>()
  for (const [, statuses = '', changed] of nginx.matchAll(/^ *error_page ([\d ]+?)(?: =(\d+))? \/problem;$/gm)) {
    for (const status of statuses.split(' ')) pages.set(status, changed ?? status)
  }
  // The statuses of a server without files, access rules and limits. 494 and 497 are nginx's own.
  const own = ['400', '404', '405', '408', '413', '414', '494', '497', '500', '501', '502', '503', '504', '505']
  t.same([...pages.keys()].toSorted(), own)
  const said = new Set([...nginx.matchAll(/^ *\d+ '"type":.*"status":(\d+)/gm)].map(([, status]) => status))
  for (const [from, to] of pages) t.ok(to === '503' || said.has(to), `${from} as ${to}`)
})
