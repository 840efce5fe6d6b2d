import t, { type Test } from 'tap'
import { exportEnd } from '../support/ndjson.ts'
import { startService } from '../support/service.ts'
import { answerWith } from '../support/samples.ts'
import { plain } from '../support/sources.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'
import { walk } from '../support/walk.ts'

interface Paging {
  readonly offset: number
  readonly size: number
}

/** A service in front of lists of 137. For every page the upstream sends the rows of `rowsFor`. */
async function startEndless(t: Test, total: number | null, rowsFor: (paging: Paging) => readonly [number, number]) {
  const { url, requests } = await startUpstream(t, ({ url, body }, response) => {
    const query = new URL(url, 'http://x').searchParams
    const { pageNo, pageSize } = body === '' ? { pageNo: 1, pageSize: 0 } : JSON.parse(body).params
    const size = Number(query.get('Limit') ?? pageSize)
    const offset = Number(query.get('Offset') ?? (pageNo - 1) * pageSize)
    const [from, to] = rowsFor({ offset, size })
    const ids = Array.from({ length: to - from }, (_, index) => String(from + index))
    const list = ids.map((id) => ({ openId: id, AccountId: id }))
    const source = query.has('Limit') ? 'iam' : 'tenant'
    sendJson(response, answerWith(source, JSON.stringify(list), String(total)))
  })
  return { requests, ...(await startService(t, url, { environment: plain })) }
}

const kinds = {
  'that ignores what page is asked for': [137, ({ size }: Paging) => [0, size]],
  'that gives all it has for every page': [137, () => [0, 137]],
  'that gives its last page for every one behind it': [null, ({ offset, size }: Paging) => lastOf(offset, size)],
  'that says less than it has and gives its last page again': [50, ({ offset, size }: Paging) => lastOf(offset, size)]
} as const

function isNoLoss({ code }: { readonly code: string }): boolean {
  return code === 'total-changed' || code === 'duplicate-id'
}

function lastOf(offset: number, size: number): [number, number] {
  const from = Math.min(offset, 137 - size)
  return [from, from + size]
}

for (const [kind, [total, rowsFor]] of Object.entries(kinds)) {
  void t.test(`an upstream ${kind}: walk and export end, and are incomplete`, async (t) => {
    const { get, url, requests } = await startEndless(t, total, (paging) => {
      const [from = 0, to = 0] = rowsFor(paging)
      return [from, to]
    })
    for (const source of ['tenant', 'iam']) {
      requests.length = 0
      const { pages, warnings } = await walk(get, `source=${source}&limit=20`)
      t.ok(pages.length <= 21, 'the walk ends')
      for (const { complete, sources } of pages) {
        const isWhole = sources.every((report) => report.warnings.every(isNoLoss))
        t.equal(complete, isWhole)
      }
      t.ok(warnings.includes('rows-may-be-missing'), source)
      t.ok(requests.length < 15, `${requests.length} calls`)
      const file = await (await fetch(`${url}/accounts/export?source=${source}`)).text()
      t.equal(exportEnd(file).complete, false)
    }
  })
}

void t.test('a list of invalid rows ends too', async (t) => {
  const { url } = await startUpstream(t, (_request, response) => {
    sendJson(response, '{"code":200,"data":{"thirdAccountMetaList":[{"nickName":"x"}]}}')
  })
  const service = await startService(t, url, { environment: plain })
  const file = await (await fetch(`${service.url}/accounts/export?source=tenant`)).text()
  t.match(JSON.parse(file), { end: { complete: false, count: 0 } })
})

void t.test('more accounts than the total are returned if they are distinct', async (t) => {
  const { url } = await startEndless(t, 40, ({ offset, size }) => [
    offset,
    Math.max(offset, Math.min(offset + size, 137))
  ])
  const file = await (await fetch(`${url}/accounts/export?source=tenant`)).text()
  t.equal(exportEnd(file).count, 137)
})
