import type { ReadPage } from '../sources/open-sources.ts'
import type { UpstreamPage } from '../sources/source.ts'
import type { Window } from './assembled-window.ts'
import type { PageContext } from './read-page.ts'
import { coverWindow, pageAcross } from './window.ts'

/** The rows to search for the anchors of a walk. */
interface SearchRange {
  /** The first row that may be an anchor. */
  readonly from: number
  /** The row at which the walk probably continues. */
  readonly over: number
}

interface FirstRead {
  readonly pages: readonly ReadPage[]
  readonly window: { readonly movement: { readonly seenAt: number | null } | null }
  readonly isCached: boolean
}

/** Max distance of a wide search from the old position, in upstream pages of the largest size. */
const maxDistance = 5

/**
 * The rows to search first. If rows were only inserted or only deleted, the total shows how far the list has moved. A repeated
 * row shows it too. With an unchanged total the list may repeat itself, so the whole window before is searched.
 */
export function firstRange({ position, count }: Window, first: FirstRead | null): SearchRange {
  const { offset, gap, anchors, total } = position
  const firstTotal = first?.pages.findLast((page) => page.total !== null)?.total ?? null
  const shift = total === null || firstTotal === null ? 0 : firstTotal - total
  const seenAt = first === null || first.isCached ? null : (first.window.movement?.seenAt ?? null)
  const home = offset - gap
  const before = seenAt !== null && shift === 0 ? Math.max(count, anchors.length) : anchors.length - Math.min(shift, 0)
  return { from: Math.max(home - before, 0), over: seenAt === null ? offset + Math.max(shift, 0) : seenAt + 1 }
}

/** One upstream page with the range and rows behind it; null where none is large enough. */
export function pageFor(
  { from, over }: SearchRange,
  { count }: Window,
  { source }: Pick<PageContext, 'source'>
): UpstreamPage | null {
  return pageAcross({ from, over, end: over + count }, source.maxPageSize, source.calls.grid)
}

/** The upstream pages that cover the range, the old place, and some more rows on either side. */
export function pagesAround(
  { from, over }: SearchRange,
  { position, count }: Window,
  { source }: Pick<PageContext, 'source'>
): UpstreamPage[] {
  const { maxPageSize, calls } = source
  const farthest = maxDistance * maxPageSize
  const offset = Math.max(from - maxPageSize, position.offset - position.gap - farthest, 0)
  const end = Math.min(over + maxPageSize, position.offset + farthest) + count
  return coverWindow({ offset, count: end - offset }, maxPageSize, calls.grid)
}

/** The row behind the last page. */
export function reachOf(pages: readonly UpstreamPage[]): number {
  return pages.reduce((farthest, { offset, size }) => Math.max(farthest, offset + size), 0)
}
