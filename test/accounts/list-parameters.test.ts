import t from 'tap'
import { startSandbox } from '../support/service.ts'

void t.test('parameters that cannot be used', async (t) => {
  const { get, post, simulator } = await startSandbox(t)
  const mistakes: [query: string, slug: string, name: string][] = [
    ['limit=0', 'invalid-request', 'limit'],
    ['limit=101', 'invalid-request', 'limit'],
    ['limit=1.5', 'invalid-request', 'limit'],
    ['limit=', 'invalid-request', 'limit'],
    ['limit=0x10', 'invalid-request', 'limit'],
    ['limit=1e1', 'invalid-request', 'limit'],
    ['limit=%205', 'invalid-request', 'limit'],
    ['limit=ten', 'invalid-request', 'limit'],
    ['limit=5&limit=6', 'invalid-request', 'limit'],
    ['source=nobody', 'invalid-request', 'source'],
    ['source=', 'invalid-request', 'source'],
    ['source=tenant,', 'invalid-request', 'source'],
    ['source=identity', 'invalid-request', 'source'],
    ['page=0&source=tenant', 'invalid-request', 'page'],
    ['page=10000001&source=tenant', 'invalid-request', 'page'],
    ['page=1', 'invalid-request', 'page'],
    ['page=1&source=tenant,iam', 'invalid-request', 'page'],
    ['page=1&source=tenant&cursor=x', 'invalid-request', 'page'],
    ['q=', 'invalid-request', 'q'],
    ['q=%20%20', 'invalid-request', 'q'],
    [`q=${'x'.repeat(257)}`, 'invalid-request', 'q'],
    ['q=a&q=b', 'invalid-request', 'q'],
    ['role=', 'invalid-request', 'role'],
    ['partial=maybe', 'invalid-request', 'partial'],
    ['include=all', 'invalid-request', 'include'],
    ['Limit=5', 'invalid-request', 'Limit'],
    ['sources=tenant', 'invalid-request', 'sources'],
    ['__proto__=1', 'invalid-request', '__proto__'],
    ['constructor=1', 'invalid-request', 'constructor']
  ]
  for (const [query, slug, name] of mistakes) {
    await t.test(`${query.slice(0, 40)} is ${slug}`, async (t) => {
      const { status, body, headers } = await get(`/accounts?${query}`)
      t.equal(status, 400)
      t.equal(headers.get('content-type'), 'application/problem+json; charset=utf-8')
      t.match(body, { type: `/problems/${slug}`, slug })
      t.match(body.errors, [{ in: 'query', name, message: String }])
    })
  }

  await t.test('a filter that a named source lacks: the detail names sources that have it', async (t) => {
    const { status, body } = await get('/accounts?source=tenant,iam&q=x')
    t.equal(status, 400)
    t.match(body, { type: '/problems/unsupported-filter', source: 'tenant', detail: /industry, iam/ })
    for (const role of ['ADMINISTRATOR', '010', '1e1', '-1'])
      t.equal((await get(`/accounts?source=iam&role=${role}`)).body.type, '/problems/unsupported-filter', role)
    t.equal((await get('/accounts?source=iam&employeeId=1')).body.type, '/problems/unsupported-filter')
  })

  await t.test('a body is as strict as a query, and text is no number', async (t) => {
    const bodies: [unknown, string][] = [
      [{ limit: '5' }, 'limit'],
      [{ q: 5 }, 'q'],
      [{ q: null }, 'q'],
      [{ source: 'tenant' }, 'source'],
      [{ source: [] }, 'source'],
      [{ source: ['tenant', 'x'] }, 'source.1'],
      [{ extra: 1 }, 'extra'],
      [[], ''],
      ['text', '']
    ]
    for (const [body, name] of bodies) {
      const answer = await post('/accounts/search', body)
      t.equal(answer.status, 400)
      t.match(answer.body, { type: '/problems/invalid-request', errors: [{ in: 'body', name }] })
    }
  })

  await t.test('a search with parameters in its URL is refused', async (t) => {
    t.match(await post('/accounts/search?limit=5', {}), {
      status: 400,
      body: { errors: [{ in: 'query', name: 'limit' }] }
    })
  })

  await t.test('no refused request reached an upstream', (t) => {
    t.equal(simulator.calls.length, 0)
    t.end()
  })

  await t.test('an empty cursor is the first page, in a query and in a body', async (t) => {
    for (const { status, body } of [
      await get('/accounts?source=tenant&limit=2&cursor='),
      await get('/accounts?source=tenant&limit=2&page=1&cursor='),
      await post('/accounts/search', { source: ['tenant'], limit: 2, cursor: '' })
    ]) {
      t.equal(status, 200)
      t.same(body.data, (await get('/accounts?source=tenant&limit=2')).body.data)
    }
  })

  await t.test('without source, sources that lack the filter are skipped and reported', async (t) => {
    const { status, body } = await get('/accounts?q=Emma')
    t.equal(status, 200)
    t.match(body.sources, [
      { source: 'tenant', status: 'skipped', total: null, problem: { type: '/problems/unsupported-filter' } },
      { source: 'scope', status: 'skipped' },
      { source: 'industry', status: 'ok' },
      { source: 'iam', status: 'ok' }
    ])
    t.equal(body.complete, false)
    t.equal(body.page.total, null)
    t.ok(body.data.length > 0)
  })

  await t.test('a source may be named in any order, twice, or by repeating', async (t) => {
    const { body } = await get('/accounts?source=iam,tenant&source=tenant&limit=4')
    t.same(
      body.sources.map(({ source }) => source),
      ['tenant', 'iam']
    )
  })
})

void t.test('a fixed application id', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: { INDUSTRY_APP_ID: 'sandbox-app' } })
  t.equal((await get('/accounts?source=industry')).status, 200)
  t.equal(JSON.parse(simulator.calls[0]?.body ?? '').params.appId, 'sandbox-app')
  t.equal((await get('/accounts?source=industry&appId=sandbox-app')).status, 200)
  const { status, body } = await get('/accounts?source=industry&appId=another')
  t.equal(status, 403)
  t.equal(body.type, '/problems/forbidden')
})

void t.test('a source that is not enabled is unknown', async (t) => {
  const { get } = await startSandbox(t, { environment: { SOURCES: 'tenant, scope' } })
  t.equal((await get('/accounts?source=iam')).body.type, '/problems/invalid-request')
  t.equal((await get('/sources/iam')).status, 404)
  t.equal((await get('/accounts/lookup?phone=10000000001')).body.type, '/problems/not-found')
  t.equal((await get('/accounts?page=1')).status, 400)
  const { body } = await get('/accounts?limit=4')
  t.equal(body.sources.length, 2)
})
