import fc from 'fast-check'
import t from 'tap'
import type { AccountsPage } from '../../src/model/page.ts'
import { startMovingList } from '../support/moving-list.ts'
import { startService } from '../support/service.ts'
import { plain } from '../support/sources.ts'

/** `TAP_TIMEOUT=3600 SCANS=10000 node test/accounts/scan-moving.test.ts` scans more. */
const scans = Number(process.env['SCANS'] ?? 200)

const change = fc.record({
  page: fc.nat(12),
  kind: fc.constantFrom('insert', 'delete'),
  place: fc.double({ min: 0, max: 1, noNaN: true }),
  count: fc.integer({ min: 1, max: 4 })
})

void t.test(`${scans} scans of lists that change`, { timeout: 3_600_000 }, async (t) => {
  let reported = 0
  const list = await startMovingList(t, 0)
  const services = await Promise.all(
    ['changed', 'always'].map((walkCheck) =>
      startService(t, list.url, {
        environment: {
          ...plain,
          TENANT_MAX_PAGE_SIZE: '10',
          SCAN_MAX_PAGES: '3',
          SCAN_CONCURRENCY: '2',
          WALK_CHECK: walkCheck
        }
      })
    )
  )
  const property = fc.asyncProperty(
    fc.nat(150),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 5 }),
    fc.array(change, { maxLength: 3 }),
    fc.nat(1),
    async (size, limit, every, changes, which) => {
      const name = (index: number) => (index % every === 0 ? `wanted-${index}` : `other-${index}`)
      list.ids.splice(0, list.ids.length, ...Array.from({ length: size }, (_, index) => name(index)))
      const throughout = new Set(list.ids.filter((id) => id.startsWith('wanted')))
      const given: string[] = []
      let isTold = false
      let cursor: string | null = null
      let added = 1000
      for (let page = 0; page === 0 || cursor !== null; page++) {
        if (page > 500) throw new Error('the search does not end')
        for (const { kind, place, count } of changes.filter((due) => due.page === page)) {
          const at = Math.floor(place * list.ids.length)
          if (kind === 'insert') list.ids.splice(at, 0, ...Array.from({ length: count }, () => name(added++)))
          else for (const id of list.ids.splice(at, count)) throughout.delete(id)
        }
        const query: string = `source=tenant&q=wanted&scan=allow&limit=${limit}${cursor === null ? '' : `&cursor=${cursor}`}`
        const answer: { status: number; body: AccountsPage } | undefined = await services[which]?.get(
          `/accounts?${query}`
        )
        if (answer?.status !== 200) throw new Error(JSON.stringify(answer?.body))
        const { body } = answer
        if (body.data.length > limit) throw new Error('more than the limit')
        isTold ||= !body.complete
        given.push(...body.data.map(({ nativeId }) => nativeId))
        cursor = body.page.nextCursor
      }
      if (new Set(given).size !== given.length && !isTold) throw new Error('twice')
      if (given.some((id) => !id.startsWith('wanted'))) throw new Error('invented')
      const missing = [...throughout].filter((id) => !given.includes(id))
      if (missing.length > 0 && !isTold) throw new Error(`missing ${missing.join()}`)
      reported += isTold ? 1 : 0
    }
  )
  const { failed, counterexample, errorInstance } = await fc.check(property, { numRuns: scans })
  t.equal(failed, false, `${JSON.stringify(counterexample)} ${String(errorInstance)}`)
  t.ok(reported < scans / 4, `${reported} of ${scans} reported that rows may be missing`)
})
