import { registry } from '../../src/sources/registry.ts'
import { play, type Recorded } from './play-request.ts'
import { recordProblems, type RecordedProblems } from './record-problems.ts'
import { openSandbox } from './sandbox.ts'

export interface Examples {
  readonly answers: Record<string, unknown>
  readonly problems: RecordedProblems
}

const tenant = '/accounts?source=tenant'
const oneKey: Recorded = { path: '/accounts/lookup?phone=10000000001' }
const twoKeys: Recorded = {
  method: 'POST',
  path: '/accounts/lookup',
  body: { keys: [{ phone: '10000000001' }, { email: 'nobody@example.com' }] }
}
const page = { accept: 'text/html' }

/** Requests whose answers stand in the document, by the name under which a route asks for them. */
const answers: Readonly<Record<string, Recorded>> = {
  tenant: { path: `${tenant}&limit=2` },
  scope: { path: '/accounts?source=scope&limit=1' },
  industry: { path: '/accounts?source=industry&limit=1' },
  iam: { path: '/accounts?source=iam&limit=1&page=2' },
  severalSources: { path: '/accounts?limit=4' },
  skipped: { path: '/accounts?q=Emma&limit=2' },
  partial: { path: '/accounts?source=tenant,iam&limit=2', fault: ['iam', { kind: 'hang' }] },
  warnings: { path: `${tenant}&limit=2`, fault: ['tenant', { kind: 'short-page', by: 1 }] },
  raw: { path: '/accounts?source=scope&limit=1&include=raw' },
  found: oneKey,
  two: twoKeys,
  ...exports(),
  sources: { path: '/sources' },
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

/** Plays every request against a sandbox, and keeps what it answered with times and ids made the same every time. */
export async function recordExamples(): Promise<Examples> {
  const kept: Record<string, unknown> = {}
  const sandbox = await openSandbox({ IAM_TIMEOUT_MS: '300', RETRY_ATTEMPTS: '0' })
  for (const [name, request] of Object.entries(answers)) kept[name] = (await play(sandbox, request)).body
  await sandbox.close()
  await recordFailing(kept)
  keepFirst(kept)
  return { answers: kept, problems: await recordProblems() }
}

/** What is answered while an upstream fails: an earlier answer, and what becomes of one key of several. */
async function recordFailing(kept: Record<string, unknown>): Promise<void> {
  const sandbox = await openSandbox({ CACHE_STALE_IF_ERROR_MS: '60000', RETRY_ATTEMPTS: '0' })
  await play(sandbox, { path: `${tenant}&limit=1` })
  const stale: Recorded = { path: `${tenant}&limit=1`, fault: ['tenant', { kind: 'http', status: 503 }] }
  kept['stale'] = (await play(sandbox, stale)).body
  await play(sandbox, oneKey)
  const unavailable: Recorded['fault'] = ['identity', { kind: 'http', status: 503 }]
  kept['failed'] = (await play(sandbox, { ...twoKeys, fault: unavailable })).body
  await sandbox.close()
}

/** The list of problem types is long, and each has an example of its own: one entry shows the shape. */
function keepFirst(kept: Record<string, unknown>): void {
  const list = kept['problemTypes']
  if (typeof list === 'object' && list !== null && 'data' in list && Array.isArray(list.data)) {
    kept['problemTypes'] = { data: list.data.slice(0, 1) }
  }
}
