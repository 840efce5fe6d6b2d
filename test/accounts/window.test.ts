import fc from 'fast-check'
import t from 'tap'
import { coverWindow } from '../../src/accounts/window.ts'

const windows = fc.record({
  offset: fc.integer({ min: 0, max: 2000 }),
  count: fc.integer({ min: 1, max: 100 }),
  max: fc.integer({ min: 1, max: 100 })
})

/** The fewest pages of a grid, by brute force. */
function fewest(offset: number, end: number, max: number): number {
  if (offset >= end) return 0
  let reach = offset
  for (let size = 1; size <= max; size++) reach = Math.max(reach, offset - (offset % size) + size)
  return 1 + fewest(reach, end, max)
}

void t.test('a window’s pages cover it, touch each other, and are the fewest', (t) => {
  fc.assert(
    fc.property(windows, ({ offset, count, max }) => {
      const pages = coverWindow({ offset, count }, max, 'pages')
      t.ok(pages.every((page) => page.size >= 1 && page.size <= max && page.offset % page.size === 0))
      t.ok((pages[0]?.offset ?? Infinity) <= offset)
      let covered = pages[0]?.offset ?? 0
      for (const page of pages) {
        if (page.offset > covered) t.fail(`gap before row ${page.offset}`)
        covered = page.offset + page.size
      }
      t.ok(covered >= offset + count)
      t.equal(pages.length, fewest(offset, offset + count, max))
    }),
    { numRuns: 2000 }
  )
  t.end()
})

void t.test('no uniform page size would need fewer pages', (t) => {
  fc.assert(
    fc.property(windows, ({ offset, count, max }) => {
      const pages = coverWindow({ offset, count }, max, 'pages').length
      for (let size = 1; size <= max; size++) {
        const uniform = Math.floor((offset + count - 1) / size) - Math.floor(offset / size) + 1
        if (uniform < pages) t.fail(`${uniform} pages of ${size} would do for ${offset}+${count}`)
      }
    }),
    { numRuns: 500 }
  )
  t.end()
})

void t.test('with free offsets, a window within the page size is one page of its own size', (t) => {
  t.same(coverWindow({ offset: 33, count: 20 }, 100, 'rows'), [{ offset: 33, size: 20 }])
  t.same(coverWindow({ offset: 33, count: 25 }, 10, 'rows'), [
    { offset: 33, size: 10 },
    { offset: 43, size: 10 },
    { offset: 53, size: 5 }
  ])
  t.same(coverWindow({ offset: 30, count: 20 }, 100, 'pages'), [{ offset: 25, size: 25 }])
  t.same(coverWindow({ offset: 20, count: 20 }, 100, 'pages'), [{ offset: 20, size: 20 }])
  t.end()
})
