import t from 'tap'
import { idsOf, startMovingLists } from '../support/moving-lists.ts'
import { startService } from '../support/service.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'
import { walk } from '../support/walk.ts'

void t.test('a page behind the end that the upstream refuses is the end of a scan', async (t) => {
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
  for (const size of [0, 5, 100, 230]) {
    const rows = Array.from({ length: size }, (_, index) => ({ openId: `${index}` }))
    const upstream = await startUpstream(t, ({ body }, response) => {
      const { pageNo, pageSize } = JSON.parse(body).params
      const page = rows.slice((pageNo - 1) * pageSize, pageNo * pageSize)
      sendJson(response, JSON.stringify({ code: 200, data: { thirdAccountMetaList: page } }))
    })
    const { get } = await startService(t, upstream.url, { environment: { SCAN_MAX_PAGES: '2' } })
    const { ids, pages } = await walk(get, 'source=tenant&q=1&scan=allow&limit=7')
    t.same(
      ids,
      rows.filter(({ openId }) => openId.includes('1')).map(({ openId }) => `tenant:${openId}`)
    )
    t.ok(pages.every(({ complete, sources }) => complete && sources[0]?.scan?.of === null))
  }
})

void t.test('an account of a list that counts rows is found where it was shown, and beside it', async (t) => {
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

void t.test('a short page in the middle of a list without a total is short-page for a scan', async (t) => {
  const { url } = await startMovingLists(t, {
    tenant: {
      ids: idsOf(230),
      totalOf: () => 'null',
      pageOf: (ids, { offset, size }) => ids.slice(offset, offset + size).filter((id) => id !== 'u139')
    }
  })
  const { get } = await startService(t, url)
  const { ids, warnings, pages } = await walk(get, 'source=tenant&q=u&scan=allow&limit=100')
  t.equal(new Set(ids).size, ids.length)
  t.ok(ids.includes('tenant:u229'))
  t.same(new Set(warnings), new Set(['short-page']))
  t.notOk(pages.every(({ complete }) => complete))
})
