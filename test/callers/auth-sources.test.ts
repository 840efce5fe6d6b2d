import t from 'tap'
import { bearer, withKeys } from '../support/keys.ts'
import { startSandbox } from '../support/service.ts'
import { listSources, sources } from '../support/sources.ts'
import { walk } from '../support/walk.ts'

const rights = ['accounts:read', 'accounts:export'] as const
const all = bearer('all')
const two = bearer('two')
const scopeOnly = bearer('scope-only')
const lookupOnly = bearer('lookup-only')

void t.test('a caller with some sources only', async (t) => {
  const { get, post, simulator } = await startSandbox(t, {
    environment: withKeys(t, {
      all: { rights },
      two: { rights, sources: ['iam', 'tenant'] },
      'scope-only': { rights, sources: ['scope'] },
      'lookup-only': { rights, sources: ['identity'] }
    })
  })
  const sourcesOf = async (path: string, headers: Record<string, string>): Promise<string[]> => {
    const { status, body } = await get(path, headers)
    t.equal(status, 200)
    return body.sources.map(({ source }) => source)
  }

  await t.test('gets its own if it names none, in their usual order', async (t) => {
    t.strictSame(await sourcesOf('/accounts', two), ['tenant', 'iam'])
    t.strictSame(await sourcesOf('/accounts?q=Emma', two), ['tenant', 'iam'])
    t.strictSame(await sourcesOf('/accounts', scopeOnly), ['scope'])
    t.strictSame(await sourcesOf('/accounts', all), listSources)
    const { body } = await post('/accounts/search', { q: 'Emma' }, two)
    t.strictSame(
      body.sources.map(({ source }) => source),
      ['tenant', 'iam']
    )
  })

  await t.test('may name its own', async (t) => {
    t.strictSame(await sourcesOf('/accounts?source=iam', two), ['iam'])
    t.strictSame(await sourcesOf('/accounts?source=iam,tenant', two), ['tenant', 'iam'])
  })

  await t.test('may not name another, alone or among its own, and no upstream is called', async (t) => {
    simulator.calls.length = 0
    for (const source of ['scope', 'tenant,scope', 'industry,iam']) {
      for (const path of ['/accounts', '/accounts/export']) {
        const { status, body } = await get(`${path}?source=${source}`, two)
        t.match({ status, body }, { status: 403, body: { type: '/problems/forbidden', retryable: false } })
      }
      const { status } = await post('/accounts/search', { source: source.split(',') }, two)
      t.equal(status, 403)
    }
    t.match((await get('/accounts?source=tenant,scope', two)).body, { source: 'scope', detail: /scope/ })
    t.equal(simulator.calls.length, 0)
  })

  await t.test('learns of other sources with a filter only if it may use them', async (t) => {
    t.match((await get('/accounts?source=tenant&q=Emma', all)).body.detail, /these sources can: industry, iam\b/)
    t.match((await get('/accounts?source=tenant&q=Emma', two)).body.detail, /these sources can: iam;/)
    t.match(
      (await get('/accounts?source=scope&q=Emma', scopeOnly)).body.detail,
      /no other source that the caller may use can;/
    )
  })

  await t.test('may request a page by number if it has exactly one source', async (t) => {
    t.match(await get('/accounts?page=2', scopeOnly), { status: 200, body: { page: { number: 2 } } })
    t.match(await get('/accounts?page=2', two), { status: 400, body: { detail: 'page needs exactly one source' } })
  })

  await t.test('looks up accounts only with access to identity', async (t) => {
    const keys = { keys: [{ phone: '10000000001' }] }
    const path = '/accounts/lookup?phone=10000000001'
    for (const headers of [two, scopeOnly]) {
      t.match(await get(path, headers), { status: 403, body: { type: '/problems/forbidden', source: 'identity' } })
      t.equal((await post('/accounts/lookup', keys, headers)).status, 403)
      t.equal((await post('/accounts/lookup', 'no keys', headers)).status, 403, 'whatever it asks for')
    }
    for (const headers of [all, lookupOnly]) {
      t.equal((await get(path, headers)).status, 200)
      t.equal((await post('/accounts/lookup', keys, headers)).status, 200)
    }
  })

  await t.test('without an own list gets no list', async (t) => {
    simulator.calls.length = 0
    for (const path of ['/accounts', '/accounts/export', '/accounts?page=1']) {
      t.match(await get(path, lookupOnly), { status: 403, body: { type: '/problems/forbidden' } })
    }
    t.equal((await post('/accounts/search', {}, lookupOnly)).status, 403)
    t.equal(simulator.calls.length, 0)
  })

  await t.test('finds only its own under /sources', async (t) => {
    const listed = async (headers: Record<string, string>): Promise<string[]> => {
      const { data } = JSON.parse(JSON.stringify((await get('/sources', headers)).body))
      return data.map(({ source }: { source: string }) => source)
    }
    t.strictSame(await listed(two), ['tenant', 'iam'])
    t.strictSame(await listed(lookupOnly), ['identity'])
    t.strictSame(await listed(all), sources)
    t.equal((await get('/sources/iam', two)).status, 200)
    t.match(await get('/sources/scope', two), { status: 403, body: { type: '/problems/forbidden', source: 'scope' } })
    t.equal((await get('/sources/nobody', two)).status, 404)
  })
})

void t.test('an export contains only sources of the caller', async (t) => {
  const environment = withKeys(t, { two: { rights, sources: ['tenant', 'iam'] } })
  const { url } = await startSandbox(t, { environment })
  const text = await (await fetch(`${url}/accounts/export`, { headers: two })).text()
  const rows = text.trimEnd().split('\n')
  const { end } = JSON.parse(rows.pop() ?? '')
  t.match(end, { complete: true, count: 137 + 86, sources: [{ source: 'tenant' }, { source: 'iam' }] })
  t.equal(end.sources.length, 2)
  t.strictSame([...new Set(rows.map((row) => JSON.parse(row).source))], ['tenant', 'iam'])
})

void t.test('a key for sources that are not enabled gets no accounts', async (t) => {
  const environment = withKeys(t, { two: { rights, sources: ['tenant'] } })
  const { get } = await startSandbox(t, { environment: { ...environment, SOURCES: 'scope,iam' } })
  t.equal((await get('/accounts', two)).status, 403)
  t.strictSame(JSON.parse(JSON.stringify((await get('/sources', two)).body)), { data: [] })
  t.equal((await get('/sources/scope', two)).status, 403)
  t.equal((await get('/sources/tenant', two)).status, 404, 'it is not there for anyone')
  t.equal((await get('/accounts?source=tenant', two)).status, 400)
})

void t.test('a cursor is not bound to a caller', async (t) => {
  const environment = withKeys(t, {
    all: { rights },
    two: { rights, sources: ['tenant', 'iam'] },
    'scope-only': { sources: ['scope'] }
  })
  const { get } = await startSandbox(t, { environment })
  const page = async (headers: Record<string, string>, limit: number, cursor: string | null) => {
    const { status, body } = await get(`/accounts?limit=${limit}${cursor === null ? '' : `&cursor=${cursor}`}`, headers)
    t.equal(status, 200)
    return body
  }

  await t.test('a caller with fewer sources gets the rest of its own, each account once', async (t) => {
    const first = await page(all, 100, null)
    const seen = first.data.map(({ id }) => id).filter((id) => /^(tenant|iam):/.test(id))
    const { pages, ids } = await walk((path) => get(path, two), 'limit=100', first.page.nextCursor)
    for (const { sources } of pages) {
      t.strictSame(
        sources.map(({ source }) => source),
        ['tenant', 'iam']
      )
    }
    seen.push(...ids)
    t.equal(seen.length, 137 + 86)
    t.equal(new Set(seen).size, seen.length)
  })

  await t.test('with turn-taking too', async (t) => {
    const seen: string[] = []
    let cursor: string | null = null
    for (let turn = 0; turn < 3; turn++) {
      const { data, page: at }: Awaited<ReturnType<typeof page>> = await page(all, 1, cursor)
      seen.push(...data.map(({ id }) => id))
      cursor = at.nextCursor
    }
    for (let turn = 0; turn < 4; turn++) {
      const { data, page: at }: Awaited<ReturnType<typeof page>> = await page(two, 1, cursor)
      t.match(data, [{ source: /^(tenant|iam)$/ }])
      seen.push(...data.map(({ id }) => id))
      cursor = at.nextCursor
    }
    t.equal(new Set(seen).size, 7)
  })

  await t.test('a caller with more sources gets the additional ones from their start', async (t) => {
    const first = await page(two, 2, null)
    const next = await page(all, 2, first.page.nextCursor)
    t.strictSame(
      next.sources.map(({ source }) => source),
      listSources
    )
  })

  await t.test('a caller that names a source without access is refused', async (t) => {
    const { body } = await get('/accounts?source=tenant&limit=2', all)
    t.equal((await get(`/accounts?source=tenant&limit=2&cursor=${body.page.nextCursor}`, scopeOnly)).status, 403)
  })
})
