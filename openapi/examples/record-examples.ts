import { isObject } from '../../src/json.ts'
import { registry } from '../../src/sources/registry.ts'
import { recordAnswer, shortTimeoutMs, type Recorded } from './play-request.ts'
import { recordProblems, type ProblemExamples } from './record-problems.ts'
import { openGuarded, openSandbox } from './sandbox.ts'

export interface Examples {
  readonly answers: Readonly<Record<string, unknown>>
  readonly problems: ProblemExamples
}

const tenant = '/accounts?source=tenant'
const oneKey: Recorded = { path: '/accounts/lookup?phone=10000000001' }
const twoKeys: Recorded = {
  method: 'POST',
  path: '/accounts/lookup',
  body: { keys: [{ phone: '10000000001' }, { email: 'nobody@example.com' }] }
}
const page = { accept: 'text/html' }

/** Requests for the answers in the document, by the name that routes use. */
const answers: Readonly<Record<string, Recorded>> = {
  tenant: { path: `${tenant}&limit=2` },
  scope: { path: '/accounts?source=scope&limit=1' },
  industry: { path: '/accounts?source=industry&limit=1' },
  iam: { path: '/accounts?source=iam&limit=1&page=2' },
  severalSources: { path: '/accounts?limit=4' },
  scanned: { path: '/accounts?q=Emma&scan=allow&limit=4' },
  skipped: { path: '/accounts?q=Emma&limit=2', complete: false },
  partial: { path: '/accounts?source=tenant,iam&limit=2', fault: ['iam', { kind: 'hang' }], complete: false },
  warnings: { path: `${tenant}&limit=2`, fault: ['tenant', { kind: 'short-page', by: 1 }], complete: false },
  raw: { path: '/accounts?source=scope&limit=1&include=raw' },
  one: { path: '/accounts/tenant:ln1541280007455' },
  found: oneKey,
  two: twoKeys,
  ...exports(),
  sources: { path: '/sources' },
  anyone: { path: '/me' },
  problemTypes: { path: '/problems' },
  problemTypesPage: { path: '/problems', headers: page, lines: /<h1>|<p>|<thead>|upstream-timeout/ },
  problemType: { path: '/problems/upstream-timeout' },
  problemTypePage: { path: '/problems/upstream-timeout', headers: page, lines: /<h1>|<h2>What/ },
  metrics: { path: '/metrics', lines: /rollcall_(upstream_requests_total|circuit_state)/ }
}

function exports(): Record<string, Recorded> {
  const path = '/accounts/export'
  const lists = registry.filter(({ kind }) => kind === 'list')
  return Object.fromEntries(
    lists.flatMap(({ id }) => [
      [`${id}.ndjson`, { path: `${path}?source=${id}`, lines: -2 }],
      [`${id}.csv`, { path: `${path}?source=${id}&format=csv`, lines: 3 }]
    ])
  )
}

/** The examples of the document: answers of the sandbox, with constant times and ids. */
export async function recordExamples(): Promise<Examples> {
  const recorded: Record<string, unknown> = {}
  await using sandbox = await openSandbox({
    IAM_TIMEOUT_MS: `${shortTimeoutMs}`,
    RETRY_ATTEMPTS: '0',
    RATE_LIMIT_MAX: '1000000'
  })
  for (const [name, request] of Object.entries(answers)) recorded[name] = await recordAnswer(sandbox, request)
  return {
    answers: {
      ...recorded,
      me: await recordMe(),
      ...(await recordFailing()),
      problemTypes: firstOf(recorded['problemTypes'])
    },
    problems: await recordProblems()
  }
}

/** `GET /me` of a key. */
async function recordMe(): Promise<unknown> {
  const entry = { sources: ['tenant'], rateLimit: { max: 500, windowMs: 60_000 }, expiresAt: '2030-01-31T00:00:00Z' }
  await using sandbox = await openGuarded('example', entry)
  return await recordAnswer(sandbox, { path: '/me', headers: { authorization: 'Bearer example' } })
}

/** Answers while an upstream fails: a stale one, and a lookup of two keys of which one was cached. */
async function recordFailing(): Promise<Record<string, unknown>> {
  await using sandbox = await openSandbox({ CACHE_STALE_IF_ERROR_MS: '60000', RETRY_ATTEMPTS: '0' })
  const one: Recorded = { path: `${tenant}&limit=1` }
  await recordAnswer(sandbox, one)
  const stale = await recordAnswer(sandbox, { ...one, fault: ['tenant', { kind: 'http', status: 503 }] })
  await recordAnswer(sandbox, oneKey)
  const unavailable: Recorded['fault'] = ['identity', { kind: 'http', status: 503 }]
  const failed = await recordAnswer(sandbox, { ...twoKeys, fault: unavailable, complete: false })
  return { stale, failed }
}

/** The list of problem types is long and each type has its own example: one entry shows the shape. */
function firstOf(list: unknown): unknown {
  return isObject(list) && Array.isArray(list['data']) ? { data: list['data'].slice(0, 1) } : list
}
