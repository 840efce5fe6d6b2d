import type { Warning } from '../model/page.ts'
import type { ReadPage } from '../sources/open-sources.ts'
import type { UpstreamPage } from '../sources/source.ts'
import type { Unclear } from './assembled-window.ts'

/** Whether the list ends with a window, judged by its own pages. */
interface ListEnd {
  readonly ended: boolean
  readonly unclear: Unclear | null
}

/**
 * Whether the list ends with a window that ends at row `end`. An empty page is the end. If a full page reaches the total, the
 * next page must confirm it. Without a total (`knownTotal` is null), or with one that is too low, a short page may be the last
 * one or hide rows. The next page shows which.
 */
export function endOf(pages: readonly ReadPage[], end: number, knownTotal: number | null): ListEnd {
  const last = pages.at(-1)
  const sentTo = sentUntil(pages)
  if (last === undefined) return { ended: false, unclear: null }
  const { offset, size, rows } = last
  const endsInPage = sentTo > end
  // The window ends inside a page that is short.
  if (knownTotal === null && rows.length > 0 && sentTo >= end && sentTo < offset + size) {
    return { ended: false, unclear: { page: behind(last), gap: shortPage(sentTo, offset + size), endsInPage } }
  }
  if (endsInPage) return { ended: false, unclear: null }
  if (rows.length === 0) return { ended: true, unclear: null }
  const mayEnd = knownTotal === null ? sentTo < end : end >= knownTotal
  if (!mayEnd) return { ended: false, unclear: null }
  if (knownTotal !== null && rows.length < size) return { ended: true, unclear: null }
  const gap = sentTo < end ? shortPage(sentTo, end) : null
  return { ended: false, unclear: { page: behind(last), gap, endsInPage } }
}

function behind({ offset, size }: UpstreamPage): UpstreamPage {
  return { offset: offset + size, size }
}

/** Whether a page holds rows from beyond the total. */
export function goesPast({ offset, size, rows }: ReadPage, total: number): boolean {
  return rows.length > 0 && offset + Math.min(rows.length, size) > total
}

/** The row after the last one that was sent. */
export function sentUntil(pages: readonly ReadPage[]): number {
  const last = pages.findLast(({ rows }) => rows.length > 0)
  return last === undefined ? 0 : last.offset + Math.min(last.rows.length, last.size)
}

export function shortPage(from: number, to: number): Warning {
  return { code: 'short-page', detail: `missing rows, from row ${from} on: ${to - from}` }
}
