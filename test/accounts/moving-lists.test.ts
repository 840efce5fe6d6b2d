import t from 'tap'
import { idsOf, startMovingLists, type MovingList } from '../support/moving-lists.ts'
import { exportEnd } from '../support/ndjson.ts'
import { startService } from '../support/service.ts'
import { listSources, plain } from '../support/sources.ts'
import { pagesOf, walk } from '../support/walk.ts'

/** Changes a list just before the call with this number is answered. */
function changeAt(list: MovingList, call: number, change: (ids: string[]) => void): void {
  let calls = 0
  list.onCall = () => {
    if (calls++ === call) change(list.ids)
    return false
  }
}

const nativeIds = (ids: readonly string[]): string[] => ids.map((id) => id.replace(/^\w+:/, ''))

void t.test('lists that change during a walk', async (t) => {
  const { url, list, calls } = await startMovingLists(t)
  const service = await startService(t, url, { environment: plain })
  const { get } = service

  const kept: Readonly<Record<string, (ids: string[]) => void>> = {
    'an early row is deleted': (ids) => ids.splice(10, 1),
    'the first row is deleted': (ids) => ids.shift(),
    'the last row read is deleted': (ids) => ids.splice(99, 1),
    'two of the last three rows read are deleted': (ids) => ids.splice(98, 2),
    'thirty early rows are deleted': (ids) => ids.splice(20, 30),
    'a row comes before all others': (ids) => ids.unshift('new'),
    'forty rows come before all others': (ids) => ids.unshift(...idsOf(40, 'new')),
    'a row comes just behind the last one read': (ids) => ids.splice(100, 0, 'new'),
    'a row to come is deleted': (ids) => ids.splice(150, 1),
    'rows come at the end': (ids) => ids.push('new', 'newer'),
    'early rows go and later ones come': (ids) => (ids.splice(5, 3), ids.push('new'))
  }
  for (const [what, change] of Object.entries(kept)) {
    await t.test(`${what}: every other row is returned once, without a loss`, async (t) => {
      for (const source of listSources) {
        const old = idsOf(200)
        const now = [...old]
        change(now)
        list(source).ids = [...old]
        changeAt(list(source), 2, change)
        const { ids, pages } = await walk(get, `source=${source}&limit=50`)
        const stayed = old.filter((id) => now.includes(id))
        const given = nativeIds(ids)
        t.equal(new Set(given).size, given.length, `${source}: none twice`)
        t.same(
          given.filter((id) => stayed.includes(id)),
          stayed,
          `${source}: all, in order`
        )
        t.ok(
          pages.every(({ complete }) => complete),
          `${source}: complete`
        )
        t.ok(pages.some(({ sources }) => sources[0]?.warnings.some(({ code }) => code === 'total-changed')))

        list(source).ids = idsOf(2000)
        changeAt(list(source), 3, change)
        const file = await (await fetch(`${service.url}/accounts/export?source=${source}`)).text()
        const end = exportEnd(file)
        t.equal(end.complete, true, `${source}: the export is complete`)
        const exported = new Set(file.split('\n').map((line) => (line === '' ? '' : JSON.parse(line).nativeId)))
        t.ok(list(source).ids.every((id) => exported.has(id) || id.startsWith('new')))
      }
    })
  }

  const lost: Readonly<Record<string, (ids: string[]) => void>> = {
    'the last three rows read are deleted': (ids) => ids.splice(97, 3),
    'a row comes between the last ones read': (ids) => ids.splice(98, 0, 'new'),
    'the whole list is another one': (ids) => ids.splice(0, 200, ...idsOf(180, 'other'))
  }
  for (const [what, change] of Object.entries(lost)) {
    await t.test(`${what}: rows-may-be-missing, and csv breaks off`, async (t) => {
      for (const source of listSources) {
        list(source).ids = idsOf(200)
        changeAt(list(source), 2, change)
        const { pages, warnings } = await walk(get, `source=${source}&limit=50`)
        t.ok(warnings.includes('rows-may-be-missing'))
        t.notOk(pages.every(({ complete }) => complete))
        list(source).ids = idsOf(200)
        changeAt(list(source), source === 'scope' ? 2 : 1, change)
        await t.rejects((await fetch(`${service.url}/accounts/export?source=${source}&format=csv`)).text())
      }
    })
  }

  await t.test('a gap within a window: the walk finds its position behind it', async (t) => {
    list('scope').ids = idsOf(200)
    list('scope').pageOf = (ids, { offset, size }) => ids.slice(offset, offset + size).filter((id) => id !== 'u49')
    changeAt(list('scope'), 2, (ids) => ids.shift())
    const { ids, warnings } = await walk(get, 'source=scope&limit=100')
    t.ok(warnings.includes('short-page'))
    t.same(new Set(nativeIds(ids)).size, ids.length)
    t.same(
      idsOf(200).filter((id) => !nativeIds(ids).includes(id)),
      ['u49']
    )
    list('scope').pageOf = (ids, { offset, size }) => ids.slice(offset, offset + size)
  })

  await t.test('a repeated page is rows-may-be-missing, and the walk continues', async (t) => {
    for (const source of listSources) {
      list(source).ids = idsOf(200)
      list(source).onCall = () => false
      list(source).pageOf = (ids, { offset, size }) =>
        offset === 100 && size === 50 ? ids.slice(50, 100) : ids.slice(offset, offset + size)
      const { ids, warnings } = await walk(get, `source=${source}&limit=50`)
      t.ok(warnings.includes('rows-may-be-missing'))
      t.ok(nativeIds(ids).includes('u199'))
    }
  })

  await t.test('a list without a stable order ends, and is incomplete', async (t) => {
    for (const source of listSources) {
      let turn = 0
      list(source).ids = idsOf(150)
      list(source).pageOf = (ids, { offset, size }) => {
        const by = (turn++ * 47) % ids.length
        return [...ids.slice(by), ...ids.slice(0, by)].slice(offset, offset + size)
      }
      const { pages } = await walk(get, `source=${source}&limit=10`)
      t.ok(pages.length < 100)
      for (const { complete, sources } of pages) {
        t.equal(
          complete,
          sources.every(({ warnings }) => warnings.every(({ code }) => code === 'total-changed'))
        )
      }
    }
  })

  await t.test('a first window with different totals is read again once', async (t) => {
    for (const torn of [1, 100]) {
      list('scope').ids = idsOf(150)
      list('scope').pageOf = (ids, { offset, size }) => ids.slice(offset, offset + size)
      let tears = 0
      list('scope').onCall = ({ offset }) => {
        if (offset === 50 && tears++ < torn) list('scope').ids.shift()
        return false
      }
      calls.length = 0
      const { body } = await get('/accounts?source=scope&limit=100')
      t.equal(body.complete, true)
      t.equal(body.data.length, torn === 1 ? 100 : 50, 'only the first page counts where it is torn again')
      t.equal(calls.length, 4)
      const first = nativeIds(body.data.map(({ id }) => id)).at(0)
      t.equal(first, 'u1')
    }
  })
})

void t.test('a list that does not change costs no extra call', async (t) => {
  const { url, list, calls } = await startMovingLists(t)
  const { get } = await startService(t, url, { environment: plain })
  for (const source of listSources) {
    list(source).ids = idsOf(137)
    for (const [limit, usual] of [
      [10, 14],
      [20, 7],
      [50, 3]
    ] as const) {
      calls.length = 0
      const { ids } = await walk(get, `source=${source}&limit=${limit}`)
      t.equal(new Set(ids).size, 137)
      t.equal(calls.length, usual)
    }
  }
})

void t.test('WALK_CHECK=always, and lists without a total', async (t) => {
  const { url, list, calls } = await startMovingLists(t)
  const always = await startService(t, url, { environment: { ...plain, WALK_CHECK: 'always' } })
  const usual = await startService(t, url, { environment: plain })
  for (const [how, { get }, totalOf] of [
    ['WALK_CHECK=always', always, (ids: readonly string[]) => String(ids.length)],
    ['without a total', usual, () => 'null']
  ] as const) {
    await t.test(`${how}: a deletion and an insertion that cancel each other out lose nothing`, async (t) => {
      for (const source of listSources) {
        list(source).totalOf = totalOf
        for (const change of [
          (ids: string[]) => (ids.splice(3, 1), ids.push('new')),
          (ids: string[]) => (ids.splice(3, 2), ids.splice(90, 0, 'new', 'newer')),
          (ids: string[]) => (ids.unshift('new'), ids.splice(70, 1))
        ]) {
          const old = idsOf(100)
          list(source).ids = idsOf(100)
          changeAt(list(source), 2, change)
          const { ids, pages } = await walk(get, `source=${source}&limit=20`)
          const given = nativeIds(ids)
          t.equal(new Set(given).size, given.length)
          t.ok(old.every((id) => given.includes(id) || !list(source).ids.includes(id)))
          t.ok(pages.every(({ complete }) => complete))
        }
      }
    })
    await t.test(`${how}: rows inserted between and before anchors are rows-may-be-missing`, async (t) => {
      for (const source of listSources) {
        list(source).ids = idsOf(7)
        changeAt(list(source), 2, (ids) => (ids.splice(1, 0, 'new'), ids.unshift('newer', 'newest')))
        const { ids, warnings } = await walk(get, `source=${source}&limit=1`)
        t.ok(warnings.includes('rows-may-be-missing'))
        t.equal(new Set(ids).size, ids.length)
      }
    })
    await t.test(`${how}: a list that does not change costs max one extra upstream call per page`, async (t) => {
      for (const source of listSources) {
        list(source).onCall = () => false
        list(source).ids = idsOf(90)
        for (const limit of [1, 7, 20, 50, 100]) {
          calls.length = 0
          const pages = await Array.fromAsync(pagesOf(get, `source=${source}&limit=${limit}`))
          t.equal(pages.flatMap(({ data }) => data).length, 90)
          t.ok(calls.length <= 2 * pages.length, `${source}, ${limit}: ${calls.length} calls, ${pages.length} pages`)
        }
      }
    })
  }
})
