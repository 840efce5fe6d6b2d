import type { UpstreamPage } from '../sources/source.ts'

/** Rows `offset` … `offset + count` of a source's list. */
export interface Window {
  readonly offset: number
  readonly count: number
}

/**
 * A window → the fewest upstream pages that cover it, in order; of those, small ones. An upstream page of size s starts at a
 * multiple of s (`grid` pages) or anywhere (`rows`), and s is at most `maxPageSize`.
 *
 * Taking, again and again, the page that reaches farthest past the first row not yet covered gives the fewest pages; the
 * last one is then made as small as it can be.
 */
export function coverWindow(window: Window, maxPageSize: number, grid: 'pages' | 'rows'): UpstreamPage[] {
  const end = window.offset + window.count
  const pages: UpstreamPage[] = []
  for (let row = window.offset; row < end;) {
    const page =
      grid === 'rows' ? { offset: row, size: Math.min(maxPageSize, end - row) } : pageOver(row, end, maxPageSize)
    pages.push(page)
    row = page.offset + page.size
  }
  return pages
}

/**
 * One upstream page with rows `from` and `over`, and as many rows behind them as possible, up to `end`; null if no page is large
 * enough. One page is one moment of the list: nothing moves between its rows.
 */
export function pageAcross(
  { from, over, end }: { readonly from: number; readonly over: number; readonly end: number },
  maxPageSize: number,
  grid: 'pages' | 'rows'
): UpstreamPage | null {
  if (grid === 'rows') {
    const size = Math.min(maxPageSize, end - from)
    return from + size > over ? { offset: from, size } : null
  }
  let best: UpstreamPage | null = null
  let reached = over
  for (let size = 1; size <= maxPageSize; size++) {
    const offset = from - (from % size)
    const reach = Math.min(offset + size, end)
    if (reach <= reached) continue
    best = { offset, size }
    reached = reach
  }
  return best
}

function pageOver(row: number, end: number, maxPageSize: number): UpstreamPage {
  let farthest = { offset: row, size: 1 }
  for (let size = Math.min(end - row, maxPageSize); size <= maxPageSize; size++) {
    const offset = row - (row % size)
    if (offset + size >= end) return { offset, size }
    if (offset + size > farthest.offset + farthest.size) farthest = { offset, size }
  }
  for (let size = 1; size < end - row && size <= maxPageSize; size++) {
    const offset = row - (row % size)
    if (offset + size > farthest.offset + farthest.size) farthest = { offset, size }
  }
  return farthest
}
