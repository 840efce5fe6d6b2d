import t from 'tap'
import { idsOf, startMovingLists, type MovingList } from '../support/moving-lists.ts'
import { startService } from '../support/service.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'
import { walk } from '../support/walk.ts'

void t.test('a refused page behind the end is the end of a scan', async (t) => {
  const rows = Array.from({ length: 200 }, (_, index) => ({ openId: `${index}` }))
  const upstream = await startUpstream(t, ({ body }, response) => {
    const { pageNo, pageSize } = JSON.parse(body).params
    if (pageNo > 2) return sendJson(response, JSON.stringify({ code: 460, message: 'request parameter error.' }))
    const page = rows.slice((pageNo - 1) * pageSize, pageNo * pageSize)
    sendJson(response, JSON.stringify({ code: 200, data: { total: 200, thirdAccountMetaList: page } }))
  })
  for (const maxPages of ['20', '2', '1']) {
    const { get } = await startService(t, upstream.url, { environment: { SCAN_MAX_PAGES: maxPages } })
    const { ids, pages } = await walk(get, 'source=tenant&q=19&scan=allow&limit=50')
    t.same(
      ids,
      rows.filter(({ openId }) => openId.includes('19')).map(({ openId }) => `tenant:${openId}`)
    )
    t.ok(pages.every(({ complete }) => complete))
    t.equal((await get('/accounts/tenant:nobody')).body.slug, 'account-not-found')
  }
})

void t.test('a list without a total is scanned to its first empty page', async (t) => {
  for (const size of [0, 5, 100, 113, 230]) {
    const rows = Array.from({ length: size }, (_, index) => ({ openId: `${index}` }))
    const upstream = await startUpstream(t, ({ body }, response) => {
      const { pageNo, pageSize } = JSON.parse(body).params
      const page = rows.slice((pageNo - 1) * pageSize, pageNo * pageSize)
      sendJson(response, JSON.stringify({ code: 200, data: { thirdAccountMetaList: page } }))
    })
    const { get } = await startService(t, upstream.url, { environment: { SCAN_MAX_PAGES: '2' } })
    for (const limit of [7, 13]) {
      const { ids, pages } = await walk(get, `source=tenant&q=1&scan=allow&limit=${limit}`)
      t.same(
        ids,
        rows.filter(({ openId }) => openId.includes('1')).map(({ openId }) => `tenant:${openId}`)
      )
      t.ok(pages.every(({ complete, sources }) => complete && sources[0]?.scan?.of === null))
    }
  }
})

void t.test('an account of a list that counts rows is found at its remembered place, and beside it', async (t) => {
  const ids = Array.from({ length: 600 }, (_, index) => `id-${index}`)
  const upstream = await startUpstream(t, ({ url }, response) => {
    const query = new URLSearchParams(url.split('?')[1])
    const [offset, limit] = [Number(query.get('Offset')), Number(query.get('Limit'))]
    const page = ids.slice(offset, offset + limit).map((AccountId) => ({ AccountId }))
    sendJson(response, JSON.stringify({ Code: 0, Msg: 'ok', Total: ids.length, sub_accounts: page }))
  })
  const { get } = await startService(t, upstream.url)
  const shown = (await get('/accounts?source=iam&limit=20&page=16')).body.data
  const callsFor = async (id: string | undefined) => {
    const before = upstream.requests.length
    t.equal((await get(`/accounts/${id}`)).status, 200)
    return upstream.requests.length - before
  }
  t.equal(await callsFor(shown[0]?.id), 1)
  ids.splice(5, 60)
  t.equal(await callsFor(shown[4]?.id), 2)
  ids.splice(5, 0, ...Array.from({ length: 140 }, (_, index) => `new-${index}`))
  t.equal(await callsFor(shown[8]?.id), 2)
  ids.push(...ids.splice(0, 30))
  t.equal(await callsFor(shown[0]?.id), 2)
})

/** The ways in which an upstream omits a row, and the omitted row of 230. */
const shortPages: Readonly<Record<string, readonly [MovingList['pageOf'], string | null]>> = {
  'of every page that has it, in the middle of the largest page': [without('u139'), 'u139'],
  'of every page that has it, where the largest page begins': [without('u100'), 'u100'],
  'of every page that has it, where the largest page ends': [without('u99'), 'u99'],
  'only if it is the last one of a page': [
    (ids, { offset, size }) => ids.slice(offset, offset + size - (offset + size < ids.length && size > 1 ? 1 : 0)),
    null
  ]
}

for (const [how, [pageOf, unsent]] of Object.entries(shortPages)) {
  void t.test(
    `a missing row of a list without a total, ${how}: a scan loses no other row, and reports it`,
    async (t) => {
      const ids = idsOf(230)
      const { url } = await startMovingLists(t, {
        tenant: { ids, totalOf: () => 'null', pageOf },
        iam: { ids, totalOf: () => 'null', pageOf }
      })
      const { get } = await startService(t, url)
      for (const source of ['tenant', 'iam']) {
        for (const limit of [20, 100]) {
          const given = await walk(get, `source=${source}&q=u&scan=allow&limit=${limit}`)
          t.same(
            given.ids,
            ids.filter((id) => id !== unsent).map((id) => `${source}:${id}`),
            `${source}, limit ${limit}`
          )
          t.ok(given.warnings.includes('short-page'))
          t.notOk(given.pages.every(({ complete }) => complete))
        }
      }
    }
  )
}

function without(unsent: string): MovingList['pageOf'] {
  return (ids, { offset, size }) => ids.slice(offset, offset + size).filter((id) => id !== unsent)
}
