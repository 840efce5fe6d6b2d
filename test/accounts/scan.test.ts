import type { ServerResponse } from 'node:http'
import t from 'tap'
import { startSandbox, startService } from '../support/service.ts'
import { plain, theseFive } from '../support/sources.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'
import { walk } from '../support/walk.ts'

const byText = (left: string, right: string) => (left < right ? -1 : 1)

void t.test('a filter that a source lacks', async (t) => {
  const { get, post, simulator } = await startSandbox(t)

  await t.test(
    'without scan=allow it is unsupported-filter, and the detail names scan=allow where it helps',
    async (t) => {
      for (const query of [
        'source=tenant&q=x',
        'source=scope&role=x',
        'source=iam&role=none',
        'source=iam&email=a@b.c'
      ]) {
        t.match(await get(`/accounts?${query}`), {
          status: 400,
          body: { type: '/problems/unsupported-filter', detail: /scan=allow/ }
        })
      }
      for (const query of ['email=a@b.c', 'phone=1', 'userName=x', 'email=a@b.c&phone=1&q=x']) {
        t.match(await get(`/accounts?${query}`), {
          status: 400,
          body: { type: '/problems/unsupported-filter', detail: /scan=allow/ }
        })
        t.match(await get(`/accounts/export?${query}`), { status: 400, body: { type: '/problems/unsupported-filter' } })
      }
      t.match((await get('/accounts?q=Emma')).body.sources, [{ problem: { detail: /scan=allow/ } }])
    }
  )

  await t.test('appId and employeeId are never scan filters', async (t) => {
    for (const name of ['appId', 'employeeId']) {
      for (const source of ['tenant', 'scope', 'iam']) {
        const { status, body } = await get(`/accounts?source=${source}&${name}=x&scan=allow`)
        t.equal(status, 400)
        t.match(body, { type: '/problems/unsupported-filter', source })
        t.notMatch(body.detail, /scan=allow/)
      }
    }
    const [employee] = (await get('/accounts?source=industry&limit=1')).body.data
    t.match(await get(`/accounts?employeeId=${employee?.employeeNumber}&q=Emma&scan=allow`), {
      status: 200,
      body: {
        sources: [
          { status: 'skipped', scan: null },
          { status: 'skipped' },
          { source: 'industry' },
          { status: 'skipped' }
        ]
      }
    })
  })

  await t.test('scan works with a cursor, not with a page', async (t) => {
    t.match(await get('/accounts?source=tenant&page=1&scan=allow'), {
      status: 400,
      body: { type: '/problems/invalid-request', errors: [{ in: 'query', name: 'page' }] }
    })
    t.match(await post('/accounts/search', { source: ['tenant'], page: 2, scan: 'allow', q: 'x' }), { status: 400 })
    for (const scan of ['', 'yes', 'Allow']) t.equal((await get(`/accounts?q=x&scan=${scan}`)).status, 400)
    for (const name of ['email', 'phone', 'userName']) {
      t.match(await get(`/accounts?${name}=%20&scan=allow`), { status: 400, body: { errors: [{ name }] } })
    }
  })

  await t.test('a source whose accounts never have the property is done without a call', async (t) => {
    simulator.calls.length = 0
    for (const query of ['source=tenant,scope&role=sp_operator', 'source=tenant,iam,scope&organizationId=org-rd']) {
      const { status, body } = await get(`/accounts?${query}&scan=allow`)
      t.match({ status, body }, { status: 200, body: { data: [], complete: true, page: { nextCursor: null } } })
      t.ok(body.sources.every((report) => report.status === 'done' && report.scan === null))
    }
    t.equal(simulator.calls.length, 0)
  })

  await t.test('GET /sources lists the filters that a scan adds', async (t) => {
    const added = {
      tenant: ['q', 'organizationId', 'role'],
      scope: ['q', 'organizationId', 'role'],
      industry: [],
      iam: ['organizationId']
    }
    for (const [source, names] of Object.entries(added)) {
      t.same(Object(await get(`/sources/${source}`)).body.scanFilters, [...names, 'email', 'phone', 'userName'])
    }
    t.same(Object(await get('/sources/identity')).body.scanFilters, [])
  })
})

void t.test('a search of all sources finds every match, and is complete', async (t) => {
  const { get, url, log } = await startSandbox(t, { environment: theseFive })
  const { pages, ids } = await walk(get, 'q=Emma&scan=allow&limit=100')
  t.ok(pages.every(({ complete, page }) => complete && page.total === null))
  const native = await walk(get, 'q=Emma&source=industry,iam&limit=100')
  t.same(ids.filter((id) => /^(industry|iam):/.test(id)).toSorted(byText), native.ids.toSorted(byText))
  t.ok(ids.some((id) => id.startsWith('tenant:')) && ids.some((id) => id.startsWith('scope:')))
  const [first] = pages
  t.match(first?.sources, [
    { source: 'tenant', total: null, scan: { rows: 137, examined: 137, of: 137 } },
    { source: 'scope', total: null, scan: { rows: 125, examined: 125, of: 125 } },
    { source: 'industry', scan: null },
    { source: 'iam', scan: null }
  ])
  const csv = await (await fetch(`${url}/accounts/export?q=Emma&scan=allow&format=csv&fields=id`)).text()
  t.same(
    csv
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[0] ?? '')
      .toSorted(byText),
    ids.toSorted(byText)
  )
  t.notMatch(log(), /Emma/)
})

void t.test('filters that an upstream supports are sent to it', async (t) => {
  const { get, simulator } = await startSandbox(t)
  const account = (await get('/accounts?source=iam&limit=5')).body.data.find(({ email }) => email !== null)
  simulator.calls.length = 0
  const { body } = await get(`/accounts?source=iam&role=${account?.roles[0]?.code}&email=${account?.email}&scan=allow`)
  t.same(
    body.data.map(({ id }) => id),
    [account?.id]
  )
  t.ok(simulator.calls.every(({ url }) => /Role=\d+/.test(url) && !url.includes(account?.email ?? '')))
  const { total } = (await get(`/accounts?source=iam&role=${account?.roles[0]?.code}&scan=allow`)).body.page
  t.type(total, 'number')
})

void t.test('a role that iam does not know is searched in its whole list', async (t) => {
  const { get } = await startSandbox(t)
  for (const role of ['none', 'SP_OPERATOR', 'Ａ']) {
    const { status, body } = await get(`/accounts?source=iam&role=${encodeURIComponent(role)}&scan=allow`)
    t.match({ status, body }, { status: 200, body: { data: [], complete: true, page: { nextCursor: null } } }, role)
    t.same(body.sources[0]?.scan, { rows: 86, examined: 86, of: 86 }, role)
  }
})

void t.test('a scan reads max SCAN_MAX_PAGES pages, max SCAN_CONCURRENCY at once', async (t) => {
  for (const [maxPages, atOnce] of [
    [20, 4],
    [5, 2],
    [1, 1],
    [7, 7]
  ] as const) {
    let running = 0
    let most = 0
    const upstream = await startUpstream(t, ({ body }, response) => {
      const { pageNo, pageSize } = JSON.parse(body).params
      running++
      most = Math.max(most, running)
      const rows = Array.from({ length: pageSize }, (_, index) => ({ openId: `${(pageNo - 1) * pageSize + index}` }))
      setImmediate(() => {
        running--
        sendJson(response, JSON.stringify({ code: 200, data: { total: 10_000, thirdAccountMetaList: rows } }))
      })
    })
    const environment = { SCAN_MAX_PAGES: `${maxPages}`, SCAN_CONCURRENCY: `${atOnce}`, CACHE_TTL_MS: '60000' }
    const { get } = await startService(t, upstream.url, { environment })
    const { body } = await get('/accounts?source=tenant&q=nobody&scan=allow')
    t.match(body, { data: [], complete: true, sources: [{ status: 'ok', returned: 0, total: null }] })
    t.same(body.sources[0]?.scan, { rows: maxPages * 100, examined: maxPages * 100, of: 10_000 })
    t.equal(upstream.requests.length, maxPages)
    t.ok(most <= atOnce, `${most} at once`)
    const next = await get(`/accounts?source=tenant&q=nobody&scan=allow&cursor=${body.page.nextCursor}`)
    t.same(next.body.sources[0]?.scan, { rows: maxPages * 100, examined: maxPages * 200, of: 10_000 })
    const enough = upstream.requests.length
    t.equal((await get('/accounts?source=tenant&q=5&scan=allow&limit=10')).body.data.length, 10)
    t.equal(upstream.requests.length, enough + 1)
  }
})

void t.test('if the rows reach the total, the page behind it is requested', async (t) => {
  for (const size of [0, 1, 99, 100, 101, 200, 300]) {
    const { get, simulator } = await startSandbox(t, { simulator: { sizes: { tenant: size } } })
    const { body } = await get('/accounts?source=tenant&q=nobody&scan=allow')
    t.match(body, { data: [], complete: true, page: { nextCursor: null } })
    t.same(body.sources[0]?.scan, { rows: size, examined: size, of: size })
    t.equal(simulator.calls.length, Math.floor(size / 100) + 1, `${size}`)
  }
  const { get, simulator } = await startSandbox(t, {
    simulator: { sizes: { tenant: 300 } },
    environment: { SCAN_MAX_PAGES: '3' }
  })
  const { body } = await get('/accounts?source=tenant&q=nobody&scan=allow')
  t.ok(body.page.nextCursor)
  t.equal(simulator.calls.length, 3)
  simulator.setFault('tenant', { kind: 'total-drift', by: -150 })
  const all = await walk(get, 'source=tenant&q=n&scan=allow&limit=7')
  simulator.clearFault('tenant')
  t.same(all.ids, (await walk(get, 'source=tenant&q=n&scan=allow&limit=100')).ids)
})

void t.test('rows before a failed page count, and the cursor is before that page', async (t) => {
  const rows = Array.from({ length: 900 }, (_, index) => ({
    openId: `${index}`,
    loginName: index % 40 === 0 ? 'wanted' : 'other'
  }))
  const wanted = rows.filter(({ loginName }) => loginName === 'wanted').map(({ openId }) => `tenant:${openId}`)
  const ways: Record<string, (response: ServerResponse) => void> = {
    unavailable: (response) => sendJson(response, '{}', 503),
    garbled: (response) => sendJson(response, '{"code":'),
    broken: (response) => response.destroy(),
    hanging: () => {}
  }
  const query = 'source=tenant&userName=wanted&scan=allow&limit=100'
  for (const [way, fail] of Object.entries(ways)) {
    for (const failing of [1, 2, 4, 9]) {
      await t.test(`${way}: page ${failing}`, async (t) => {
        let isFailing = true
        const upstream = await startUpstream(t, ({ body }, response) => {
          const { pageNo, pageSize } = JSON.parse(body).params
          if (isFailing && pageNo === failing) return fail(response)
          const page = rows.slice((pageNo - 1) * pageSize, pageNo * pageSize)
          sendJson(response, JSON.stringify({ code: 200, data: { total: rows.length, thirdAccountMetaList: page } }))
        })
        const { get } = await startService(t, upstream.url, { environment: { ...plain, TENANT_TIMEOUT_MS: '500' } })
        const { status, body } = await get(`/accounts?${query}`)
        isFailing = false
        if (failing === 1) {
          t.ok(status >= 502)
          t.equal(body.source, 'tenant')
          return
        }
        const looked = (failing - 1) * 100
        t.match({ status, body }, { status: 200, body: { complete: true, sources: [{ status: 'ok', problem: null }] } })
        t.same(body.sources[0]?.scan, { rows: looked, examined: looked, of: 900 })
        t.same(
          body.data.map(({ id }) => id),
          wanted.filter((id) => Number(id.slice(7)) < looked)
        )
        const rest = await walk(get, query, body.page.nextCursor)
        t.same([...body.data.map(({ id }) => id), ...rest.ids], wanted)
      })
    }
  }
})

void t.test('invalid rows keep their places in a scan', async (t) => {
  const rows = Array.from({ length: 230 }, (_, index) =>
    index % 3 === 1 ? { openId: ['bad'] } : { openId: `id-${index}` }
  )
  const upstream = await startUpstream(t, ({ body }, response) => {
    const { pageNo, pageSize } = JSON.parse(body).params
    const page = rows.slice((pageNo - 1) * pageSize, pageNo * pageSize)
    sendJson(response, JSON.stringify({ code: 200, data: { total: rows.length, thirdAccountMetaList: page } }))
  })
  const { get } = await startService(t, upstream.url)
  for (const limit of [1, 7, 100]) {
    const { ids, pages } = await walk(get, `source=tenant&q=id-&scan=allow&limit=${limit}`)
    t.same(
      ids,
      rows.flatMap(({ openId }) => (typeof openId === 'string' ? [`tenant:${openId}`] : []))
    )
    const warned = pages.flatMap(({ sources }) => sources.flatMap(({ warnings }) => warnings.map(({ row }) => row)))
    t.same(
      warned,
      rows.flatMap(({ openId }, row) => (typeof openId === 'string' ? [] : [row]))
    )
  }
})

void t.test('a cursor is bound to its scan', async (t) => {
  const { get } = await startSandbox(t)
  const { page } = (await get('/accounts?source=industry&q=li&scan=allow&limit=1')).body
  t.equal((await get(`/accounts?source=industry&q=li&scan=allow&limit=1&cursor=${page.nextCursor}`)).status, 200)
  for (const query of [
    'q=li&limit=1',
    'q=li&limit=1&scan=forbid',
    'q=lin&limit=1&scan=allow',
    'q=li&email=a&limit=1&scan=allow'
  ]) {
    t.match(await get(`/accounts?source=industry&${query}&cursor=${page.nextCursor}`), {
      body: { slug: 'cursor-invalid' }
    })
  }
})

const left = (headers: Headers) => Number(/r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1])

void t.test('a request with scan=allow counts for 5 in the rate limit', async (t) => {
  const { get, post } = await startSandbox(t, { environment: { RATE_LIMIT_MAX: '50' } })
  t.equal(left((await get('/accounts?source=tenant')).headers), 49)
  t.equal(left((await get('/accounts?source=tenant&scan=allow')).headers), 44)
  t.equal(left((await post('/accounts/search', { source: ['tenant'], scan: 'allow', q: 'x' })).headers), 39)
  t.equal(left((await post('/accounts/search', { source: ['tenant'], scan: 'forbid' })).headers), 38)
})
