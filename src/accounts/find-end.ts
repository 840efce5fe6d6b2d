import { Failure } from '../problems/failure.ts'
import type { UpstreamPage } from '../sources/source.ts'
import type { AssembledWindow, Unclear } from './assembled-window.ts'
import { printOf } from './locate.ts'
import { readPage, type PageContext } from './read-page.ts'
import { placeLost } from './relocate.ts'

type WindowEnd = Pick<AssembledWindow, 'next' | 'warnings'>

/**
 * Requests the upstream page behind the window. If it is empty, or refused as out of range, the list has ended. If it has rows,
 * the total is too low or rows are missing, and the walk continues. If it fails, the next window requests it again, unless this
 * one has a gap. If the window ends inside a short page, the page behind it only shows whether rows are missing.
 */
export async function findEnd(
  { next, warnings }: WindowEnd,
  { page, gap, endsInPage }: Unclear,
  asked: PageContext
): Promise<WindowEnd> {
  if (endsInPage) {
    const behind = await rowsOn(page, asked, false)
    // If that page fails, rows may be missing.
    return behind?.length === 0 || gap === null ? { next, warnings } : { next, warnings: [...warnings, gap] }
  }
  const rows = await rowsOn(page, asked, gap !== null)
  if (rows?.length === 0) return { next: { ...next, ended: true }, warnings }
  if (gap === null || rows === null) return { next, warnings }
  const isRepeated = next.total === null && rows.some((row) => next.anchors.includes(printOf(row, asked.source.calls)))
  return isRepeated
    ? { next: { ...next, ended: true }, warnings: [...warnings, placeLost] }
    : { next, warnings: [...warnings, gap] }
}

/** The rows of a page. If it fails: null, or with `mustKnow` the failure is thrown. */
async function rowsOn(page: UpstreamPage, asked: PageContext, mustKnow: boolean): Promise<readonly unknown[] | null> {
  try {
    const { result } = await readPage(page, asked)
    return result.rows
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (error.slug === 'upstream-parameter-rejected') return []
    if (mustKnow) throw error
    return null
  }
}
