import type { Account } from '../model/account.ts'
import type { Warning } from '../model/page.ts'
import type { ReadPage } from '../sources/open-sources.ts'
import { assembleWindow } from './assemble-window.ts'
import type { AssembledWindow } from './assembled-window.ts'
import type { Part } from './progress.ts'
import type { PageContext } from './read-page.ts'
import { mustBeChecked } from './read-window.ts'
import { relocate } from './relocate.ts'
import type { KeepAccount } from './scan-filters.ts'

/** The scan that a page belongs to. */
interface PageScan {
  readonly part: Part
  readonly keeps: KeepAccount
  /** Max accounts to find. */
  readonly wanted: number
  readonly asked: PageContext
}

/** What a scan found on one upstream page. */
interface ScannedPage {
  readonly window: AssembledWindow
  readonly matches: Account[]
  /** Number of rows examined. */
  readonly examined: number
}

/** Examines the rows of an upstream page from the position of the scan on, until enough is found. */
export async function scanPage(page: ReadPage, scan: PageScan): Promise<ScannedPage> {
  const count = page.offset + page.size - scan.part.position.offset
  const whole = windowOf(page, count, scan)
  const isSettled = whole.movement === null && !mustBeChecked(scan.part)
  return isSettled ? keepMatches(page, whole, scan) : settle(page, count, scan)
}

function keepMatches(page: ReadPage, whole: AssembledWindow, scan: PageScan): ScannedPage {
  const { source, position, isWhole } = scan.part
  const callerToken = scan.asked.context.callerTokens.get(source.id)
  const matches: Account[] = []
  let window = whole
  for (const [index, account] of whole.accounts.entries()) {
    if (!scan.keeps(account)) continue
    matches.push(account)
    const place = placeOf(index, position.offset, whole.warnings)
    if (isWhole) source.places.note([account], { row: place, total: page.total }, callerToken)
    if (matches.length < scan.wanted) continue
    if (place + 1 < page.offset + page.rows.length) window = windowOf(page, place + 1 - position.offset, scan)
    break
  }
  const examinedTo = Math.min(page.offset + page.rows.length, window.next.offset)
  return { window, matches, examined: Math.max(examinedTo - position.offset, 0) }
}

/**
 * The window at the position in a list that has moved, or may have. It must not hold more matches than wanted, because the report
 * cannot say which of its rows was the last one examined. So it is halved until it fits.
 */
async function settle(page: ReadPage, most: number, scan: PageScan): Promise<ScannedPage> {
  const { part, keeps, wanted, asked } = scan
  for (let rows = most; ; rows = Math.ceil(rows / 2)) {
    const first = windowOf(page, rows, scan)
    const window = await relocate({
      window: { position: part.position, count: rows, includeRaw: asked.query.includeRaw, given: null },
      first: first.movement === null ? null : { pages: [page], window: first, isCached: false },
      asked
    })
    const matches = window.accounts.filter(keeps)
    if (rows > 1 && matches.length > wanted) continue
    const invalidRows = window.warnings.filter(({ row }) => row !== undefined).length
    return { window, matches, examined: window.accounts.length + invalidRows }
  }
}

function windowOf(page: ReadPage, count: number, { part, asked }: PageScan): AssembledWindow {
  const { source, position } = part
  return assembleWindow(source.calls, [page], { position, count, includeRaw: asked.query.includeRaw, given: null })
}

/** The row of the account at an index. Invalid rows count too. */
function placeOf(index: number, offset: number, warnings: readonly Warning[]): number {
  const invalid = new Set(warnings.filter(({ code }) => code === 'row-invalid').map(({ row }) => row))
  let place = offset
  for (let left = index; invalid.has(place) || left > 0; place++) if (!invalid.has(place)) left--
  return place
}
