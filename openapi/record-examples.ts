import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashOfKey } from '../src/callers/api-key.ts'
import type { Fault, SimulatedSource } from '../src/simulator/simulator.ts'
import { openSandbox, type Sandbox } from './sandbox.ts'

export interface Examples {
  readonly answers: Record<string, unknown>
  readonly problems: Record<string, unknown>
}

interface Recorded {
  readonly path: string
  readonly init?: RequestInit
  /** Of an answer that is lines: so many of the first, or of the last where negative, or those that match. */
  readonly lines?: number | RegExp
  readonly fault?: readonly [source: SimulatedSource, fault: Fault]
}

const json = { 'content-type': 'application/json' }
const envelope = (code: number, message: string, localizedMsg?: string): Fault =>
  localizedMsg === undefined ? { kind: 'envelope', code, message } : { kind: 'envelope', code, message, localizedMsg }
const tenant = '/accounts?source=tenant'

const oneKey: Recorded = { path: '/accounts/lookup?phone=10000000001' }
const twoKeys: Recorded = {
  path: '/accounts/lookup',
  init: {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ keys: [{ phone: '10000000001' }, { email: 'nobody@example.com' }] })
  }
}

/** Requests whose answers stand in the document, by the name under which a route asks for them. */
const answers: Readonly<Record<string, Recorded>> = {
  tenant: { path: `${tenant}&limit=2` },
  scope: { path: '/accounts?source=scope&limit=1' },
  industry: { path: '/accounts?source=industry&limit=1' },
  iam: { path: '/accounts?source=iam&limit=1&page=2' },
  skipped: { path: '/accounts?q=Emma&limit=2' },
  warnings: { path: `${tenant}&limit=2`, fault: ['tenant', { kind: 'short-page', by: 1 }] },
  raw: { path: '/accounts?source=scope&limit=1&include=raw' },
  several: { path: '/accounts?limit=4' },
  metrics: { path: '/metrics', lines: /rollcall_(upstream_requests_total|circuit_state)/ },
  partial: { path: '/accounts?source=tenant,iam&limit=2', fault: ['iam', { kind: 'hang' }] },
  lookup: oneKey,
  lookups: twoKeys,
  export: { path: '/accounts/export?source=iam', lines: -2 },
  exportCsv: { path: '/accounts/export?source=iam&format=csv', lines: 3 },
  sources: { path: '/sources' },
  source: { path: '/sources/industry' },
  problems: { path: '/problems' },
  problem: { path: '/problems/not-found' }
}

/** Requests that end in a problem; the sandbox's own answer tells which. */
const problems: readonly Recorded[] = [
  { path: '/accounts?limit=500' },
  { path: '/accounts?source=tenant&q=li' },
  { path: '/accounts?cursor=abc' },
  { path: '/nothing-here' },
  { path: '/accounts/lookup?phone=10099999999' },
  { path: '/accounts', init: { method: 'DELETE' } },
  { path: '/accounts', init: { headers: { accept: 'text/csv' } } },
  {
    path: '/accounts/search',
    init: { method: 'POST', headers: json, body: JSON.stringify({ q: 'x'.repeat(140_000) }) }
  },
  { path: `/accounts?q=${'x'.repeat(9000)}` },
  { path: '/accounts/search', init: { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'limit=5' } },
  { path: '/accounts', init: { headers: { 'x-large': 'x'.repeat(20_000) } } },
  { path: tenant, fault: ['tenant', envelope(460, 'request parameter error.', '入参错误')] },
  { path: '/accounts?source=industry', init: { headers: { 'x-iot-token': 'expired' } } },
  { path: tenant, fault: ['tenant', envelope(2401, 'refreshToken invalid', 'refreshToken已经失效')] },
  {
    path: '/accounts?source=industry',
    init: { headers: { 'x-iot-token': 'sandbox-iot-token' } },
    fault: ['industry', envelope(403, 'request forbidden.', '请求没有权限')]
  },
  { path: tenant, fault: ['tenant', envelope(403, 'request forbidden.', '请求被禁止')] },
  { path: tenant, fault: ['tenant', envelope(401, 'Request Authorized Error')] },
  { path: tenant, fault: ['tenant', envelope(20003, 'Find Backend Error')] },
  { path: tenant, fault: ['tenant', { kind: 'truncate' }] },
  { path: tenant, fault: ['tenant', envelope(20004, 'Backend Service Error')] },
  { path: tenant, fault: ['tenant', envelope(2478, 'this phone has registered', '修改后的手机号已经存在')] },
  { path: tenant, fault: ['tenant', { kind: 'reset' }] },
  { path: tenant, fault: ['tenant', { kind: 'http', status: 503 }] },
  { path: tenant, fault: ['tenant', { kind: 'throttle', shape: 429 }] },
  {
    path: tenant,
    fault: ['tenant', { kind: 'http', status: 403, headers: { 'x-ca-error-message': 'Quota Exhausted' } }]
  },
  { path: tenant, fault: ['tenant', { kind: 'hang' }] }
]

/** Requests to a service that knows its callers, with a key that may see tenant only. */
const guarded: readonly Recorded[] = [
  { path: '/accounts' },
  { path: '/accounts?source=iam', init: { headers: { authorization: 'Bearer example' } } }
]

/** Plays every request against a sandbox, and keeps what it answered with times and ids made the same every time. */
export async function recordExamples(): Promise<Examples> {
  const sandbox = await openSandbox({
    TENANT_TIMEOUT_MS: '300',
    IAM_TIMEOUT_MS: '300',
    // Each failure is seen by itself.
    RATE_LIMIT_MAX: '1000000',
    RETRY_ATTEMPTS: '0',
    BREAKER_THRESHOLD: '1000'
  })
  const withoutToken = await openSandbox({ IAM_ACCESS_TOKEN: '' })
  const closed = await openGuarded()
  const recorded: Examples = { answers: {}, problems: {} }
  try {
    for (const [name, request] of Object.entries(answers)) recorded.answers[name] = (await play(sandbox, request)).body
    await recordFailing(recorded)
    keepFirst(recorded.answers)
    for (const request of problems) await keepProblem(recorded, sandbox, request)
    for (const request of guarded) await keepProblem(recorded, closed, request)
    await keepProblem(recorded, withoutToken, { path: '/accounts?source=iam' })
    await spendAll(withoutToken)
    await keepProblem(recorded, withoutToken, { path: '/accounts' })
    withoutToken.app.announceShutdown()
    await keepProblem(recorded, withoutToken, { path: '/readyz' })
  } finally {
    await sandbox.close()
    await withoutToken.close()
    await closed.close()
  }
  return recorded
}

/** What is answered while an upstream fails again and again: an earlier answer, and then that it is left alone. */
async function recordFailing(recorded: Examples): Promise<void> {
  const sandbox = await openSandbox({
    CACHE_STALE_IF_ERROR_MS: '60000',
    RETRY_ATTEMPTS: '0',
    BREAKER_THRESHOLD: '2'
  })
  try {
    const failing: Recorded = { path: `${tenant}&limit=1`, fault: ['tenant', { kind: 'http', status: 503 }] }
    await play(sandbox, { path: `${tenant}&limit=1` })
    recorded.answers['stale'] = (await play(sandbox, failing)).body
    await play(sandbox, failing)
    await keepProblem(recorded, sandbox, { path: `${tenant}&limit=3` })
    await play(sandbox, oneKey)
    const unavailable: Recorded['fault'] = ['identity', { kind: 'http', status: 503 }]
    recorded.answers['lookupsPartial'] = (await play(sandbox, { ...twoKeys, fault: unavailable })).body
  } finally {
    await sandbox.close()
  }
}

/** The key file is read when the service starts, and not needed afterwards. */
async function openGuarded(): Promise<Sandbox> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-'))
  const file = join(folder, 'keys.json')
  writeFileSync(file, JSON.stringify({ keys: [{ name: 'web', sha256: hashOfKey('example'), sources: ['tenant'] }] }))
  try {
    return await openSandbox({ AUTH_MODE: 'api-key', API_KEYS_FILE: file })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** As many requests as a caller has, and a few. */
async function spendAll({ url }: Sandbox): Promise<void> {
  for (let sent = 0; sent < 100; sent += 1) await (await fetch(`${url}/sources`)).text()
}

async function keepProblem({ problems: kept }: Examples, sandbox: Sandbox, request: Recorded): Promise<void> {
  const { status, body, slug } = await play(sandbox, request)
  if (slug === null) throw new Error(`${request.path} was expected to end in a problem`)
  kept[`${slug} ${status}`] ??= body
}

async function play({ url, simulator }: Sandbox, { path, init = {}, fault, lines }: Recorded) {
  if (fault !== undefined) simulator.setFault(...fault)
  const headers = new Headers(init.headers)
  headers.set('x-request-id', 'b7a4ce2e-5a1e-4d0e-9a57-3f6f0d9d4c11')
  const response = await fetch(url + path, { ...init, headers })
  if (fault !== undefined) simulator.clearFault(fault[0])
  const text = await response.text()
  const body: unknown =
    lines === undefined
      ? JSON.parse(text.replaceAll(/"stale":true,"ageMs":\d+/g, '"stale":true,"ageMs":42000'), sameEveryTime)
      : someOf(text, lines)
  const slug = /"type":"\/problems\/([a-z-]+)"/.exec(text)?.[1] ?? null
  return { status: response.status, body, slug: response.ok ? null : slug }
}

function someOf(text: string, lines: number | RegExp): string {
  const all = text.trimEnd().split('\n')
  const some =
    typeof lines !== 'number'
      ? all.filter((line) => lines.test(line))
      : lines < 0
        ? all.slice(lines)
        : all.slice(0, lines)
  return `${some.join('\n').replaceAll(/"durationMs":\d+/g, '"durationMs":12')}\n`
}

/** Times and ids differ from run to run; in an example they stand for all of them. */
function sameEveryTime(name: string, value: unknown): unknown {
  if (name === 'durationMs' && typeof value === 'number') return value < 300 ? 12 : 3001
  if (name === 'timeoutMs' && value === 300) return 3000
  if (name === 'lastSuccessAt' && value !== null) return '2026-05-06T07:08:09.010Z'
  if (name === 'lastFailure') return null
  if (name === 'requestId' && typeof value === 'string') return 'b7a4ce2e-5a1e-4d0e-9a57-3f6f0d9d4c11'
  return typeof value === 'string' ? value.replace('within 300 ms', 'within 3000 ms') : value
}

/** The list of problem types is long, and each has an example of its own: one entry shows the shape. */
function keepFirst(kept: Record<string, unknown>): void {
  const list = kept['problems']
  if (typeof list === 'object' && list !== null && 'data' in list && Array.isArray(list.data)) {
    kept['problems'] = { data: list.data.slice(0, 1) }
  }
}
