import fc from 'fast-check'
import t from 'tap'
import { pageSizeName } from '../../src/config/settings.ts'
import { coverWindow } from '../../src/accounts/window.ts'
import type { Simulator } from '../../simulator/src/simulator.ts'
import { open } from '../support/mappers.ts'
import { startSandbox, type Service } from '../support/service.ts'
import { definitionOf, listSources } from '../support/sources.ts'
import { walk } from '../support/walk.ts'

void t.test(
  'any window of any list through any page-size limit is that slice of the list, in the fewest upstream pages',
  async (t) => {
    const services: [number, Service & { simulator: Simulator }][] = []
    for (const max of [1, 3, 10, 17, 50, 100]) {
      const settings = listSources.map((source) => [pageSizeName(source), String(sizeFor(source, max))])
      const environment: Record<string, string> = Object.fromEntries(settings)
      services.push([max, await startSandbox(t, { simulator: { sizes: { industry: 211 } }, environment })])
    }
    const whole = new Map<string, string[]>()
    for (const [, { get }] of services.slice(-1)) {
      for (const source of listSources) whole.set(source, (await walk(get, `source=${source}&limit=50`)).ids)
    }
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...services),
        fc.constantFrom(...listSources),
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
          const pages = coverWindow({ offset, count: limit }, sizeFor(source, max), gridOf(source))
          // A full page that reaches the total does not show the end: the page behind it does.
          const total = whole.get(source)?.length ?? 0
          const last = pages.at(-1)
          const asksForEnd = last !== undefined && last.offset + last.size === total && offset + limit >= total
          t.equal(simulator.calls.length, pages.length + (asksForEnd ? 1 : 0))
        }
      ),
      { numRuns: 300 }
    )
  }
)

function gridOf(source: string): 'rows' | 'pages' {
  const opened = open(definitionOf(source))
  return 'grid' in opened ? opened.grid : 'pages'
}

/** The upstream refuses larger pages. */
function sizeFor(source: string, max: number): number {
  const definition = definitionOf(source)
  return definition.kind === 'list' ? Math.min(max, definition.maxPageSize) : max
}
