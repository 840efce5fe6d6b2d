import fc from 'fast-check'
import t from 'tap'
import { coverWindow } from '../../src/accounts/window.ts'
import type { Simulator } from '../../simulator/src/simulator.ts'
import { startSandbox, type Service } from '../support/service.ts'
import { walk } from '../support/walk.ts'

const lists = { tenant: 137, scope: 125, industry: 211, iam: 86 } as const
const sources = Object.keys(lists)

void t.test(
  'any window of any list through any page-size limit is that slice of the list, in the fewest upstream pages',
  async (t) => {
    const services: [number, Service & { simulator: Simulator }][] = []
    for (const max of [1, 3, 10, 17, 50, 100]) {
      const settings = sources.map((source) => [`${source.toUpperCase()}_MAX_PAGE_SIZE`, String(sizeFor(source, max))])
      const environment: Record<string, string> = Object.fromEntries(settings)
      services.push([max, await startSandbox(t, { simulator: { sizes: lists }, environment })])
    }
    const whole = new Map<string, string[]>()
    for (const [, { get }] of services.slice(-1)) {
      for (const source of sources) whole.set(source, (await walk(get, `source=${source}&limit=50`)).ids)
    }
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...services),
        fc.constantFrom(...sources),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 240 }),
        async ([max, { get, simulator }], source, limit, page) => {
          simulator.calls.length = 0
          const { body } = await get(`/accounts?source=${source}&limit=${limit}&page=${page}`)
          const offset = (page - 1) * limit
          t.same(
            body.data.map(({ id }) => id),
            whole.get(source)?.slice(offset, offset + limit)
          )
          t.equal(body.complete, true)
          const grid = source === 'iam' ? 'rows' : 'pages'
          t.equal(simulator.calls.length, coverWindow({ offset, count: limit }, sizeFor(source, max), grid).length)
        }
      ),
      { numRuns: 300 }
    )
  }
)

/** The scope upstream refuses more than 50. */
function sizeFor(source: string, max: number): number {
  return source === 'scope' ? Math.min(max, 50) : max
}
