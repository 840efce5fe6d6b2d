import t from 'tap'
import { startMovingLists, idsOf, type MovingList } from '../support/moving-lists.ts'
import { exportEnd } from '../support/ndjson.ts'
import { startService } from '../support/service.ts'
import { listSources, plain } from '../support/sources.ts'
import { sendJson } from '../support/upstream.ts'
import { walk } from '../support/walk.ts'

const limits = [7, 20, 25, 30, 100]

/** Totals that are too low for a list of 150. */
const tooLow: Readonly<Record<string, MovingList['totalOf']>> = {
  'capped at 100': (ids) => String(Math.min(ids.length, 100)),
  'as text': () => '"100"',
  'at the end of a page': () => '50',
  'in the middle of a page': () => '93',
  zero: () => '0',
  'another one for each call': (() => {
    let calls = 0
    return () => String([100, 40, 120][calls++ % 3])
  })()
}

for (const [how, totalOf] of Object.entries(tooLow)) {
  void t.test(`150 rows, total too low (${how}): every limit returns all 150 once`, async (t) => {
    const { url } = await startMovingLists(t, {
      tenant: { ids: idsOf(150), totalOf },
      iam: { ids: idsOf(150), totalOf }
    })
    const service = await startService(t, url, { environment: plain })
    for (const source of ['tenant', 'iam']) {
      for (const limit of limits) {
        const { ids } = await walk(service.get, `source=${source}&limit=${limit}`)
        t.same(
          ids,
          idsOf(150).map((id) => `${source}:${id}`),
          `${source}, limit ${limit}`
        )
      }
      const file = await (await fetch(`${service.url}/accounts/export?source=${source}`)).text()
      t.equal(exportEnd(file).count, 150)
    }
  })
}

void t.test('total too high: the walk ends at an empty page with short-page', async (t) => {
  const { url } = await startMovingLists(t, { tenant: { ids: idsOf(45), totalOf: () => '90' } })
  const { get } = await startService(t, url, { environment: plain })
  for (const limit of [10, 45, 100]) {
    const { ids, warnings, pages } = await walk(get, `source=tenant&limit=${limit}`)
    t.equal(new Set(ids).size, 45)
    t.equal(ids.length, 45)
    t.ok(warnings.includes('short-page'))
    t.notOk(pages.every(({ complete }) => complete))
  }
})

void t.test('the end at a correct total', async (t) => {
  const { url, list, calls } = await startMovingLists(t)
  const { get } = await startService(t, url, { environment: plain })

  await t.test('is confirmed by one call if the last page is full', async (t) => {
    for (const source of listSources) {
      list(source).ids = idsOf(40)
      for (const [limit, usual] of [
        [10, 4],
        [20, 2],
        [40, 1]
      ] as const) {
        calls.length = 0
        const { ids, warnings, pages } = await walk(get, `source=${source}&limit=${limit}`)
        t.equal(ids.length, 40)
        t.same(warnings, [])
        t.ok(pages.every(({ complete }) => complete))
        t.equal(pages.length, usual)
        t.equal(calls.length, usual + 1)
        t.same(calls.at(-1), { source, offset: 40, size: limit })
      }
    }
  })

  await t.test('costs no call if the last page is not full', async (t) => {
    for (const source of listSources) {
      for (const [size, limit, usual] of [
        [45, 10, 5],
        [41, 20, 3],
        [39, 40, 1],
        [0, 20, 1]
      ] as const) {
        list(source).ids = idsOf(size)
        calls.length = 0
        const { ids } = await walk(get, `source=${source}&limit=${limit}`)
        t.equal(ids.length, size)
        t.equal(calls.length, usual)
      }
    }
  })

  await t.test('if the confirming call fails, the accounts are returned, and the next page calls again', async (t) => {
    list('tenant').ids = idsOf(40)
    list('tenant').onCall = ({ offset }, response) => {
      if (offset < 40 || calls.filter((call) => call.offset === 40).length > 1) return false
      response.writeHead(500).end()
      return true
    }
    calls.length = 0
    const { pages, ids } = await walk(get, 'source=tenant&limit=20')
    t.same(
      pages.map(({ data, complete }) => [data.length, complete]),
      [
        [20, true],
        [20, true],
        [0, true]
      ]
    )
    t.equal(ids.length, 40)
  })

  await t.test('a refusal as out of range is the end', async (t) => {
    list('tenant').ids = idsOf(40)
    list('tenant').onCall = ({ offset }, response) => {
      if (offset >= 40) sendJson(response, '{"code":460,"message":"request parameter error."}')
      return offset >= 40
    }
    const { pages, ids } = await walk(get, 'source=tenant&limit=20')
    t.equal(ids.length, 40)
    t.equal(pages.length, 2)
  })
})

void t.test('lists without a total', async (t) => {
  const { url, list, calls } = await startMovingLists(t)
  const service = await startService(t, url, { environment: plain })
  const { get } = service

  await t.test('end only at an empty page', async (t) => {
    for (const source of listSources) {
      list(source).totalOf = () => 'null'
      for (const size of [0, 1, 40, 45, 120]) {
        list(source).ids = idsOf(size)
        for (const limit of [1, 20, 50]) {
          const { ids, pages, warnings } = await walk(get, `source=${source}&limit=${limit}`)
          t.equal(ids.length, size, `${source}, ${size} rows, limit ${limit}`)
          t.same(warnings, [])
          t.ok(pages.every(({ page, complete }) => page.total === null && complete))
        }
      }
    }
  })

  await t.test('a page shorter than requested with rows behind it is short-page', async (t) => {
    for (const source of listSources) {
      list(source).ids = idsOf(120)
      list(source).pageOf = (ids, { offset, size }) => {
        const page = ids.slice(offset, offset + size)
        return page.includes('u25') ? page.filter((id) => id !== 'u39') : page
      }
      const { ids, pages, warnings } = await walk(get, `source=${source}&limit=20`)
      t.equal(ids.length, 120, 'the row is on the next page, which starts elsewhere')
      t.same(warnings, ['short-page'])
      t.notOk(pages.every(({ complete }) => complete))
      const file = await (await fetch(`${service.url}/accounts/export?source=${source}`)).text()
      t.equal(exportEnd(file).complete, false)
    }
  })

  await t.test('a short page is not returned if the page behind it fails', async (t) => {
    list('scope').ids = idsOf(30)
    list('scope').onCall = ({ offset }, response) => {
      if (offset === 40) response.writeHead(500).end()
      return offset === 40
    }
    const { body } = await get('/accounts?source=scope&limit=20')
    const next = await get(`/accounts?source=scope&limit=20&cursor=${body.page.nextCursor}`)
    t.match(next, { status: 502, body: { type: '/problems/upstream-error' } })
    calls.length = 0
  })
})

void t.test(
  'two rows of a window with one id are both returned, with duplicate-id, and the answer is complete',
  async (t) => {
    const ids = [...idsOf(30), 'u3', ...idsOf(5, 'v'), 'v4']
    const lists = Object.fromEntries(listSources.map((source) => [source, { ids }]))
    const { url } = await startMovingLists(t, lists)
    const { get, url: service } = await startService(t, url, { environment: plain })
    for (const source of listSources) {
      const { body } = await get(`/accounts?source=${source}&limit=50`)
      t.equal(body.data.length, ids.length)
      t.equal(body.complete, true)
      t.match(body.sources[0]?.warnings, [{ code: 'duplicate-id' }])
      t.equal(body.sources[0]?.warnings.length, 1)
      const { warnings } = await walk(get, `source=${source}&limit=20`)
      t.same(warnings, ['duplicate-id'])
      const csv = await (await fetch(`${service}/accounts/export?source=${source}&format=csv`)).text()
      t.equal(csv.trimEnd().split('\r\n').length, ids.length + 1)
    }
  }
)
