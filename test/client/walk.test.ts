import t, { type Test } from 'tap'
import { clientOf, drain } from '../support/client.ts'
import { withFaults } from '../support/faults.ts'
import { startSandbox } from '../support/service.ts'
import { plain } from '../support/sources.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

/** A service that sends these pages in turn. */
async function startPages(t: Test, pages: readonly object[]): Promise<string> {
  const { url, requests } = await startUpstream(t, (_request, response) => {
    const nextCursor = requests.length < pages.length ? 'on' : null
    const page = { limit: 100, number: null, total: 2, nextCursor }
    const answer = { data: [{ id: `tenant:${requests.length}` }], page, complete: true, ...pages[requests.length - 1] }
    sendJson(response, JSON.stringify(answer))
  })
  return url
}

const report = { source: 'tenant', status: 'ok', returned: 1, total: 2, durationMs: 0, warnings: [], problem: null }

const idsOf = (accounts: readonly { readonly id: string }[]) => new Set(accounts.map(({ id }) => id))

void t.test('a walk gives every account of several sources once, and says how it ended', async (t) => {
  const { url } = await startSandbox(t)
  const { client, asked, waits } = clientOf(url)
  const { items, end } = await drain(client.iterateAccounts({ source: ['tenant', 'iam'] }))
  t.equal(items.length, 137 + 86)
  t.equal(idsOf(items).size, items.length)
  t.match(end, {
    complete: true,
    count: 223,
    missing: [],
    sources: [
      { source: 'tenant', returned: 137, total: 137 },
      { source: 'iam', returned: 86, total: 86 }
    ]
  })
  t.equal(asked[0], 'GET /accounts?source=tenant,iam&limit=100')
  t.equal(asked.length, 3)
  t.same(waits, [])
})

void t.test('a walk without a query covers all sources, and honours a limit', async (t) => {
  const { url } = await startSandbox(t, { simulator: { sizes: { tenant: 3, scope: 2, industry: 4, iam: 1 } } })
  const { client, asked } = clientOf(url)
  t.equal((await drain(client.iterateAccounts())).items.length, 10)
  t.equal(asked.length, 1)
  t.equal((await drain(client.iterateAccounts({ limit: 4 }))).items.length, 10)
  t.ok(asked.length > 3)
})

void t.test('each page of a walk reports what is missing from it', async (t) => {
  const { url, simulator } = await startSandbox(t, { environment: plain })
  withFaults(t, simulator, { iam: { kind: 'http', status: 503, times: 1 } })
  const { client } = clientOf(url)
  const { items, end } = await drain(client.pages({ source: ['tenant', 'iam'] }))
  t.match(items[0]?.missing, [
    { source: 'iam', reason: 'failed', accounts: null, problem: { slug: 'upstream-unavailable', status: 503 } }
  ])
  t.ok(items.slice(1).every(({ missing }) => missing.length === 0))
  t.equal(idsOf(items.flatMap(({ data }) => data)).size, 137 + 86)
  t.equal(end?.complete, true)
  const { items: searched } = await drain(client.pages({ q: 'Emma' }, { allowIncomplete: true }))
  t.match(searched[0]?.missing, [
    { source: 'tenant', reason: 'skipped', problem: { slug: 'unsupported-filter' } },
    { source: 'scope', reason: 'skipped' }
  ])
})

void t.test('search terms are in no URL', async (t) => {
  const { url } = await startSandbox(t)
  const { client, asked } = clientOf(url)
  const { items, end } = await drain(client.iterateAccounts({ source: ['industry', 'iam'], q: 'Emma', limit: 1 }))
  t.equal(items.length, 2)
  t.equal(end?.complete, true)
  await drain(client.iterateAccounts({ source: ['industry'], employeeId: '001' }))
  t.same([...new Set(asked)], ['POST /accounts/search'])
})

void t.test('a source that fails on page 2 and recovers loses no account, and the walk is complete', async (t) => {
  const { url, simulator } = await startSandbox(t, { environment: plain })
  const { client } = clientOf(url)
  const { items, end } = await drain(client.iterateAccounts({ source: ['tenant', 'iam'], limit: 50 }), (count) => {
    if (count === 50) withFaults(t, simulator, { iam: { kind: 'http', status: 503, times: 1 } })
  })
  t.equal(idsOf(items).size, 137 + 86)
  t.match(end, { complete: true, count: 137 + 86, missing: [] })
})

void t.test('when only failing sources are left, the walk waits until they recover', async (t) => {
  const { url, simulator } = await startSandbox(t, { environment: plain })
  withFaults(t, simulator, { iam: { kind: 'http', status: 503 } })
  const { client, waits } = clientOf(url, {}, () => simulator.clearFault('iam'))
  const { items, end } = await drain(client.iterateAccounts({ source: ['tenant', 'iam'] }))
  t.equal(idsOf(items).size, 137 + 86)
  t.equal(end?.complete, true)
  t.equal(waits.length, 1)
})

void t.test('a source that stays down: the walk yields all other accounts, then throws what is missing', async (t) => {
  const { url, simulator } = await startSandbox(t, { environment: plain })
  const { client, waits } = clientOf(url)
  const { items, error } = await drain(client.iterateAccounts({ source: ['tenant', 'iam'], limit: 100 }), (count) => {
    if (count === 100) withFaults(t, simulator, { iam: { kind: 'http', status: 503 } })
  })
  t.equal(items.length, 137 + 50)
  t.equal(waits.length, 3)
  t.match(error, {
    name: 'WalkIncomplete',
    message: 'accounts are missing from iam (failed: upstream-unavailable)',
    cause: { name: 'ProblemError', slug: 'upstream-unavailable' },
    end: {
      complete: false,
      count: 187,
      missing: [{ source: 'iam', reason: 'failed', accounts: 36 }],
      sources: [
        { source: 'tenant', returned: 137, status: 'done' },
        { source: 'iam', returned: 50, status: 'failed' }
      ]
    }
  })
})

void t.test('the only source fails after the first page: the walk throws what is missing', async (t) => {
  const { url, simulator } = await startSandbox(t, { environment: plain })
  const { client } = clientOf(url, { retry: { maxAttempts: 1 } })
  const { items, error } = await drain(client.iterateAccounts({ source: ['tenant'] }), (count) => {
    if (count === 100) withFaults(t, simulator, { tenant: { kind: 'envelope', code: 2478, message: 'no' } })
  })
  t.equal(items.length, 100)
  t.match(error, {
    name: 'WalkIncomplete',
    end: {
      missing: [{ source: 'tenant', reason: 'failed', accounts: 37 }],
      sources: [{ status: 'failed', returned: 100, problem: { type: '/problems/upstream-rejected', upstream: {} } }]
    }
  })
})

void t.test('with partial=forbid, unfinished sources are reported as missing', async (t) => {
  const { url, simulator } = await startSandbox(t, { environment: plain })
  const { client } = clientOf(url, { retry: { maxAttempts: 1 } })
  const query = { source: ['tenant', 'iam'], partial: 'forbid' } as const
  const { items, error } = await drain(client.iterateAccounts(query), (count) => {
    if (count === 100) withFaults(t, simulator, { iam: { kind: 'http', status: 503 } })
  })
  t.equal(items.length, 100)
  t.match(error, {
    end: {
      count: 100,
      missing: [
        { source: 'tenant', reason: 'left', accounts: 87 },
        { source: 'iam', reason: 'failed', accounts: 36 }
      ]
    }
  })
})

void t.test('a skipped source is reported as missing', async (t) => {
  const { url } = await startSandbox(t)
  const { items, error } = await drain(clientOf(url).client.iterateAccounts({ q: 'Emma' }))
  t.ok(items.length > 0)
  t.match(error, {
    message: 'accounts are missing from tenant (skipped: unsupported-filter), scope (skipped: unsupported-filter)',
    end: { missing: [{ source: 'tenant', reason: 'skipped', accounts: null }, { source: 'scope' }] }
  })
})

void t.test('unreadable rows are reported as missing, and the walk continues', async (t) => {
  const { url, simulator } = await startSandbox(t)
  withFaults(t, simulator, { tenant: { kind: 'omit', keys: ['openId'], times: 1 } })
  const { items, error } = await drain(clientOf(url).client.iterateAccounts({ source: ['tenant'] }))
  t.equal(items.length, 37)
  t.match(error, {
    message: 'accounts are missing from tenant (rows)',
    end: { missing: [{ source: 'tenant', reason: 'rows', accounts: 100 }] }
  })
})

void t.test('an incomplete page without a reason makes the walk incomplete, wherever it is', async (t) => {
  const total = { code: 'total-changed', detail: '' }
  for (const complete of [
    [false, true],
    [true, false]
  ]) {
    const pages = complete.map((complete) => ({ complete, sources: [{ ...report, warnings: [total] }] }))
    const { client } = clientOf(await startPages(t, pages))
    t.match((await drain(client.iterateAccounts())).error, {
      message: 'accounts are missing from a source that the service does not name',
      end: { complete: false, count: 2, missing: [] }
    })
  }
})

void t.test(
  'a page that is incomplete because of a source that recovers does not make the walk incomplete',
  async (t) => {
    const iam = { ...report, source: 'iam' }
    const pages = [
      { complete: false, sources: [report, { ...iam, status: 'failed', returned: 0, total: null }] },
      { sources: [{ ...report, status: 'done', returned: 0 }, iam] }
    ]
    const { client } = clientOf(await startPages(t, pages))
    t.match((await drain(client.iterateAccounts())).end, { complete: true, count: 2, missing: [] })
  }
)

void t.test('a source that later pages omit before its end is reported as missing', async (t) => {
  const iam = { ...report, source: 'iam', total: 5 }
  const done = { ...report, source: 'scope', status: 'done' }
  const { client } = clientOf(await startPages(t, [{ sources: [report, done, iam] }, { sources: [report] }]))
  const { end } = await drain(client.iterateAccounts({}, { allowIncomplete: true }))
  t.match(end, { complete: false, missing: [{ source: 'iam', reason: 'left', accounts: 4 }] })
  t.equal(end?.missing.length, 1)
  t.same(end?.sources.map(({ source }) => source).toSorted(), ['iam', 'scope', 'tenant'])
})

void t.test('a walk that may be incomplete returns what it would have thrown', async (t) => {
  const { url } = await startSandbox(t)
  const { items, end, error } = await drain(
    clientOf(url).client.iterateAccounts({ q: 'Emma' }, { allowIncomplete: true })
  )
  t.equal(error, null)
  t.match(end, { complete: false, count: items.length, missing: [{ reason: 'skipped' }, { reason: 'skipped' }] })
})

void t.test('a first page that fails throws its problem', async (t) => {
  const { url, simulator } = await startSandbox(t, { environment: plain })
  withFaults(t, simulator, { iam: { kind: 'http', status: 503 } })
  const { items, error } = await drain(clientOf(url).client.iterateAccounts({ source: ['iam'] }))
  t.equal(items.length, 0)
  t.match(error, { name: 'ProblemError', slug: 'upstream-unavailable' })
})

void t.test('a later page that fails without a source throws its problem', async (t) => {
  const { url } = await startSandbox(t, { environment: { RATE_LIMIT_MAX: '1' } })
  const { items, error } = await drain(
    clientOf(url, { retry: { maxAttempts: 1 } }).client.iterateAccounts({ source: ['tenant'] })
  )
  t.equal(items.length, 100)
  t.match(error, { name: 'ProblemError', slug: 'rate-limited' })
})

void t.test('turn-taking: a failed source does not delay the others', async (t) => {
  const { url, simulator } = await startSandbox(t, {
    environment: plain,
    simulator: { sizes: { tenant: 3, iam: 3 } }
  })
  withFaults(t, simulator, { iam: { kind: 'http', status: 503 } })
  const { client, waits } = clientOf(url)
  const { items, error } = await drain(client.iterateAccounts({ source: ['tenant', 'iam'], limit: 1 }))
  t.equal(items.length, 3)
  t.match(error, { end: { missing: [{ source: 'iam', reason: 'failed', accounts: null }] } })
  t.ok(waits.length >= 3)
})

void t.test('a lost row is reported, however many other warnings there were', async (t) => {
  const report = { source: 'tenant', status: 'ok', total: 300, durationMs: 0, stale: false, ageMs: 0, problem: null }
  const { url, requests } = await startUpstream(t, (_request, response) => {
    const last = requests.length === 150
    const page = {
      data: [{ id: 'tenant:1' }],
      page: { limit: 100, number: null, total: 300, nextCursor: last ? null : 'on' },
      sources: [{ ...report, returned: 1, warnings: [{ code: last ? 'row-invalid' : 'total-changed', detail: '' }] }],
      complete: !last
    }
    sendJson(response, JSON.stringify(page))
  })
  const { error } = await drain(clientOf(url).client.iterateAccounts())
  t.match(error, { end: { count: 150, missing: [{ source: 'tenant', reason: 'rows', accounts: 150 }] } })
})

void t.test('repeated pages without accounts end the walk', async (t) => {
  const report = { source: 'tenant', returned: 0, total: 9, durationMs: 0, stale: false, ageMs: 0, warnings: [] }
  const page = {
    data: [],
    page: { limit: 100, number: null, total: 9, nextCursor: 'again' },
    sources: [{ ...report, status: 'failed', problem: null }],
    complete: false
  }
  const { url, requests } = await startUpstream(t, (_request, response) => sendJson(response, JSON.stringify(page)))
  const { client, waits } = clientOf(url, { retry: { maxAttempts: 3 } })
  const { error } = await drain(client.iterateAccounts())
  t.match(error, { end: { count: 0, missing: [{ source: 'tenant', reason: 'failed', accounts: 9 }] } })
  t.equal(requests.length, 4)
  t.equal(waits.length, 3)
  t.ok(waits.every((ms, index) => ms >= 250 * 2 ** index && ms <= 500 * 2 ** index))
})
