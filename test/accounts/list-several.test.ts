import fc from 'fast-check'
import t from 'tap'
import { withFaults } from '../support/faults.ts'
import { startSandbox, startService } from '../support/service.ts'
import { listSources, plain, theseFive } from '../support/sources.ts'
import { pagesOf, walk } from '../support/walk.ts'

const sizes = { tenant: 9, scope: 0, industry: 23, iam: 4 }

void t.test('several of these five sources in one list', async (t) => {
  const { get, simulator } = await startSandbox(t, {
    simulator: { sizes },
    environment: { ...plain, ...theseFive, TENANT_TIMEOUT_MS: '1000' }
  })

  await t.test('shares are equal, the first sources take the remainder, and accounts are in order', async (t) => {
    const { body, headers } = await get('/accounts?limit=10')
    t.same(
      body.sources.map(({ source, returned }) => [source, returned]),
      [
        ['tenant', 3],
        ['scope', 0],
        ['industry', 2],
        ['iam', 2]
      ]
    )
    t.same(
      body.data.map(({ source }) => source),
      ['tenant', 'tenant', 'tenant', 'industry', 'industry', 'iam', 'iam']
    )
    t.equal(body.page.total, 36)
    t.equal(body.complete, true)
    t.match(
      headers.get('server-timing'),
      /^(tenant|scope|industry|iam);dur=[\d.]+(, (tenant|scope|industry|iam);dur=[\d.]+){3}$/
    )
  })

  await t.test('ended sources are done and not called again, and the others get their share', async (t) => {
    const { body: first } = await get('/accounts?limit=10')
    simulator.calls.length = 0
    const { body } = await get(`/accounts?limit=10&cursor=${first.page.nextCursor}`)
    t.same(
      body.sources.map(({ status, returned }) => [status, returned]),
      [
        ['ok', 4],
        ['done', 0],
        ['ok', 3],
        ['ok', 2]
      ]
    )
    t.equal(simulator.calls.length, 3)
    t.equal(body.page.total, 36)
    t.equal(body.complete, true)
    const { body: third } = await get(`/accounts?limit=10&cursor=${body.page.nextCursor}`)
    t.same(
      third.sources.map(({ status, returned }) => [status, returned]),
      [
        ['ok', 2],
        ['done', 0],
        ['ok', 5],
        ['done', 0]
      ]
    )
  })

  await t.test('with a limit below the number of sources they take turns', async (t) => {
    const { pages, ids } = await walk(get, 'limit=1')
    t.ok(pages.every(({ complete, data }) => complete && data.length <= 1))
    t.equal(new Set(ids).size, 36)
    t.equal(ids.length, 36)
    t.equal(pages.length, 37)
    t.same(
      ids.slice(0, 5).map((id) => id.split(':')[0]),
      ['tenant', 'industry', 'iam', 'tenant', 'industry']
    )
  })

  await t.test('a failed source is reported, keeps its position, and continues after recovery', async (t) => {
    withFaults(t, simulator, { tenant: { kind: 'hang' } })
    const startedAt = performance.now()
    const { status, body } = await get('/accounts?limit=8&source=tenant,industry')
    const took = performance.now() - startedAt
    t.ok(took >= 995, `at its deadline of 1000 ms, not ${took}`)
    t.equal(status, 200)
    t.match(body.sources[0], {
      status: 'failed',
      returned: 0,
      total: null,
      problem: { type: '/problems/upstream-timeout', status: 504, retryable: true }
    })
    t.equal(body.data.length, 4)
    t.equal(body.complete, false)
    t.equal(body.page.total, null)
    simulator.clearFault('tenant')
    const { body: next } = await get(`/accounts?limit=8&source=tenant,industry&cursor=${body.page.nextCursor}`)
    t.match(next.sources[0], { status: 'ok', returned: 4, total: 9 })
    t.equal(next.complete, true)
  })

  await t.test('partial=forbid turns a failure into a problem with the reports', async (t) => {
    withFaults(t, simulator, { tenant: { kind: 'http', status: 500 } })
    const { status, body } = await get('/accounts?source=tenant,industry&partial=forbid')
    t.equal(status, 502)
    t.match(body, { type: '/problems/upstream-error', sources: [{ status: 'failed' }, { status: 'ok' }] })
    simulator.clearFault('tenant')
    t.equal((await get('/accounts?q=Emma&partial=forbid')).body.type, '/problems/unsupported-filter')
    const without = { ...plain, SOURCES: 'tenant,iam', IAM_ACCESS_TOKEN: '' }
    const { get: ask } = await startService(t, simulator.url, { environment: without })
    t.match(await ask('/accounts?q=Emma&partial=forbid'), {
      status: 401,
      body: { type: '/problems/upstream-credentials-missing', sources: [{ status: 'skipped' }, { status: 'skipped' }] }
    })
    t.equal((await get('/accounts?source=tenant,industry&partial=forbid')).status, 200)
  })

  await t.test('turn-taking: a failed source passes its turn to the next one', async (t) => {
    const { get, simulator } = await startSandbox(t, { environment: plain })
    for (const source of listSources) withFaults(t, simulator, { [source]: { kind: 'http', status: 503 } })
    for (const limit of [1, 2, 3]) {
      const { status, body } = await get(`/accounts?limit=${limit}`)
      t.match([status, body.type], [503, '/problems/upstream-unavailable'])
      t.equal(body.sources.filter((report) => report.status === 'failed').length, listSources.length)
    }
    simulator.clearFault('industry')
    const ids: string[] = []
    for await (const { data } of pagesOf(get, 'limit=1')) {
      t.equal(data.length, 1)
      ids.push(...data.map(({ id }) => id))
      if (ids.length === 30) break
    }
    t.ok(ids.every((id) => id.startsWith('industry:')))
    t.equal(new Set(ids).size, 30)
  })

  await t.test('if all fail, the answer is their common problem, or one by the rule', async (t) => {
    const throttled = await startSandbox(t, { environment: plain })
    withFaults(t, throttled.simulator, {
      tenant: { kind: 'throttle', shape: 429, retryAfter: 7 },
      industry: { kind: 'throttle', shape: 403, retryAfter: 9 }
    })
    const common = await throttled.get('/accounts?source=tenant,industry')
    t.match(common, { status: 503, body: { type: '/problems/upstream-rate-limited', sources: [{}, {}] } })
    t.equal(common.headers.get('retry-after'), '9')
    withFaults(t, simulator, {
      tenant: { kind: 'throttle', shape: 429 },
      industry: { kind: 'http', status: 503 }
    })
    t.match(await get('/accounts?source=tenant,industry'), {
      status: 503,
      body: { type: '/problems/upstream-unavailable' }
    })
    withFaults(t, simulator, { industry: { kind: 'reset' } })
    t.match(await get('/accounts?source=tenant,industry'), { status: 502, body: { type: '/problems/upstream-error' } })
  })

  await t.test('the caller’s own token decides the highest status of a common problem', async (t) => {
    const forbidden = { kind: 'envelope', code: 403, message: 'request forbidden.' } as const
    withFaults(t, simulator, { industry: forbidden, tenant: forbidden })
    const { status, body } = await get('/accounts?source=tenant,industry', { 'x-iot-token': 'sandbox-iot-token' })
    t.equal(status, 502)
    t.match(body.sources, [{ problem: { status: 502 } }, { problem: { status: 403 } }])
  })
})

void t.test('sources without credentials', async (t) => {
  const { get } = await startSandbox(t, { simulator: { sizes }, environment: { ...theseFive, IAM_ACCESS_TOKEN: '' } })

  await t.test('alone: a problem that names the missing header', async (t) => {
    const { status, body, headers } = await get('/accounts?source=iam')
    t.equal(status, 401)
    t.match(body, { type: '/problems/upstream-credentials-missing', source: 'iam', detail: /X-Iam-Access-Token/ })
    t.match(headers.get('www-authenticate'), /X-Iam-Access-Token/)
  })

  await t.test('with others: it is skipped, and the walk ends without it', async (t) => {
    const { body } = await get('/accounts?limit=100')
    t.match(body.sources[3], { source: 'iam', status: 'skipped', total: null, problem: { status: 401 } })
    t.equal(body.data.length, 32)
    t.equal(body.page.nextCursor, null)
    t.equal(body.page.total, null)
    t.equal(body.complete, false)
  })

  await t.test('if only skipped sources are left, their problem is the answer', async (t) => {
    t.match(await get('/accounts?q=x&source=iam'), { status: 401 })
    t.match((await get('/accounts?role=cp_provider&limit=100')).body.sources, [
      {},
      {},
      { status: 'ok' },
      { status: 'skipped' }
    ])
    t.match((await get('/accounts?source=iam,tenant&partial=forbid')).body, {
      type: '/problems/upstream-credentials-missing'
    })
  })
})

void t.test('a walk over any lists with any limit returns every account once', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.record(Object.fromEntries(listSources.map((source) => [source, fc.nat(source === 'scope' ? 70 : 40)]))),
      fc.integer({ min: 1, max: 30 }),
      async (sizes, limit) => {
        const { get, simulator } = await startSandbox(t, { simulator: { sizes } })
        const { pages, ids } = await walk(get, `limit=${limit}`)
        t.ok(pages.every(({ complete }) => complete))
        const total = Object.values(sizes).reduce((sum, size) => sum + size, 0)
        t.equal(ids.length, total)
        t.equal(new Set(ids).size, total)
        await simulator.close()
      }
    ),
    { numRuns: 15 }
  )
})
