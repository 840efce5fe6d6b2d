import t from 'tap'
import { startSandbox } from '../support/service.ts'
import { listSources } from '../support/sources.ts'
import { walk } from '../support/walk.ts'

/** Known accounts of the sandbox. */
const sizes: Readonly<Partial<Record<string, number>>> = { tenant: 137, scope: 125, industry: 190, iam: 86 }

void t.test('one source', async (t) => {
  const { get, post, simulator } = await startSandbox(t)

  await t.test('a page has 20 accounts, totals, a report and a cursor', async (t) => {
    const { status, body, headers } = await get('/accounts?source=tenant')
    t.equal(status, 200)
    t.equal(body.data.length, 20)
    t.match(body.page, { limit: 20, number: null, total: 137, nextCursor: /^eyJ2Ijox/ })
    t.match(body.sources, [
      { source: 'tenant', status: 'ok', returned: 20, total: 137, stale: false, ageMs: 0, warnings: [], problem: null }
    ])
    t.equal(body.complete, true)
    t.match(headers.get('server-timing'), /^tenant;dur=[\d.]+$/)
    t.equal(headers.get('cache-control'), 'private, no-store')
    t.equal(headers.get('link'), `</accounts?source=tenant&cursor=${body.page.nextCursor}>; rel="next"`)
  })

  await t.test('a walk returns every account of every list once', async (t) => {
    const { get } = await startSandbox(t, { simulator: { sizes: { industry: 190 } } })
    for (const source of listSources) {
      const { ids: whole } = await walk(get, `source=${source}&limit=40`)
      for (const limit of [7, 50, 100]) {
        const { pages, ids } = await walk(get, `source=${source}&limit=${limit}`)
        t.ok(pages.every(({ complete }) => complete))
        t.strictSame(ids, whole)
        t.equal(new Set(ids).size, sizes[source] ?? ids.length)
      }
    }
  })

  await t.test('page numbers return the same accounts as cursors, with links', async (t) => {
    const { body: first } = await get('/accounts?source=scope&limit=30')
    const { body: second } = await get(`/accounts?source=scope&limit=30&cursor=${first.page.nextCursor}`)
    const { body, headers } = await get('/accounts?source=scope&limit=30&page=2')
    t.same(body.data, second.data)
    t.equal(body.page.number, 2)
    t.equal(
      headers.get('link'),
      [
        '</accounts?source=scope&limit=30&page=1>; rel="first"',
        '</accounts?source=scope&limit=30&page=1>; rel="prev"',
        '</accounts?source=scope&limit=30&page=3>; rel="next"',
        '</accounts?source=scope&limit=30&page=5>; rel="last"'
      ].join(', ')
    )
    const { body: third } = await get(`/accounts?source=scope&limit=30&cursor=${body.page.nextCursor}`)
    t.equal(third.data.length, 30)
    const last = await get('/accounts?source=scope&limit=30&page=5')
    t.equal(last.body.data.length, 5)
    t.equal(last.body.page.nextCursor, null)
    t.notMatch(last.headers.get('link'), /next/)
  })

  await t.test('a page past the end is empty and complete', async (t) => {
    const { body } = await get('/accounts?source=iam&page=1000')
    t.same(body.data, [])
    t.equal(body.page.total, 86)
    t.equal(body.page.nextCursor, null)
    t.equal(body.complete, true)
  })

  await t.test('POST /accounts/search returns the same, and its cursor works with GET', async (t) => {
    const { body: found } = await post('/accounts/search', { source: ['tenant'], limit: 3 })
    const { body: listed } = await get('/accounts?source=tenant&limit=3')
    t.same(found.data, listed.data)
    t.equal(found.page.nextCursor, listed.page.nextCursor)
    const { body: next } = await get(`/accounts?source=tenant&limit=3&cursor=${found.page.nextCursor}`)
    const { body: nextByPost } = await post('/accounts/search', {
      source: ['tenant'],
      limit: 3,
      cursor: listed.page.nextCursor
    })
    t.same(next.data, nextByPost.data)
  })

  await t.test("filters are sent as the upstream's own parameters", async (t) => {
    simulator.calls.length = 0
    const { body } = await get('/accounts?source=industry&q=Emma&organizationId=org-rd&role=AUDITOR&appId=sandbox-app')
    t.equal(body.complete, true)
    t.match(JSON.parse(simulator.calls[0]?.body ?? ''), {
      version: '1.0',
      request: { apiVer: '1.0.7' },
      params: {
        keyWord: 'Emma',
        organizationId: 'org-rd',
        roleCode: 'AUDITOR',
        appId: 'sandbox-app',
        pageNo: 1,
        pageSize: 20
      }
    })
    await get('/accounts?source=iam&q=%E6%9D%8E%20%26%3D&role=sp_operator')
    t.equal(simulator.calls[1]?.url, '/iam/subaccounts?Limit=20&Offset=0&SearchKey=%E6%9D%8E%20%26%3D&Role=10')
    await get('/accounts?source=iam&role=20')
    t.equal(simulator.calls[2]?.url, '/iam/subaccounts?Limit=20&Offset=0&Role=20')
  })

  await t.test('include=raw adds the row as received, without secrets', async (t) => {
    const { body } = await get('/accounts?source=tenant&limit=100&include=raw')
    t.ok(body.data.every(({ raw, nativeId }) => raw?.['openId'] === nativeId))
    t.notMatch(JSON.stringify(body), /pwdEncrypted|"password"/)
    t.notOk((await get('/accounts?source=tenant&limit=1')).body.data[0]?.raw)
  })

  await t.test('the request id and the language reach the gateway', async (t) => {
    simulator.calls.length = 0
    const headers = { 'x-request-id': 'my.request_1', 'accept-language': 'fr;q=0.2, zh-CN, *;q=0.1' }
    const answer = await get('/accounts?source=tenant', headers)
    t.equal(answer.headers.get('x-request-id'), 'my.request_1')
    t.match(JSON.parse(simulator.calls[0]?.body ?? ''), { id: 'my.request_1', request: { language: 'zh-CN' } })
    await get('/accounts?source=tenant', { 'accept-language': '*' })
    t.notOk(JSON.parse(simulator.calls[1]?.body ?? '').request.language)
  })
})
