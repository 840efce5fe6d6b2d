import type { ReadPage } from '../sources/open-sources.ts'
import type { UpstreamPage } from '../sources/source.ts'
import type { Window } from './assembled-window.ts'
import type { PageContext } from './read-page.ts'
import { coverWindow, pageAcross } from './window.ts'

/** Where the anchors of a walk are looked for. */
interface SearchRange {
  /** The first row that may be one of them. */
  readonly from: number
  /** The row that the walk goes on with, as far as is known. */
  readonly over: number
}

/** What the first read of the window showed. */
interface FirstRead {
  readonly pages: readonly ReadPage[]
  readonly window: { readonly movement: { readonly seenAt: number | null } | null }
  readonly isCached: boolean
}

/** Pages of the largest size on either side, where the anchors are not near their old place. */
const maxDistance = 5

/**
 * The total tells how far the list has moved at most, if rows only came or only went. A row that comes again tells it, too;
 * without another total it may be the list that repeats itself, and the whole window before is looked at.
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

/** How far pages reach. */
export function reachOf(pages: readonly UpstreamPage[]): number {
  return pages.reduce((farthest, { offset, size }) => Math.max(farthest, offset + size), 0)
}
