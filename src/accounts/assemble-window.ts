import type { Account } from '../model/account.ts'
import type { Warning } from '../model/page.ts'
import type { ReadPage } from '../sources/open-sources.ts'
import type { ListCalls } from '../sources/source.ts'
import { AssembledWindow, type Movement, type Window } from './assembled-window.ts'
import type { Position } from './cursor.ts'
import { endOf, goesPast, sentUntil, shortPage } from './list-end.ts'
import { WindowRows } from './map-rows.ts'
import { markShared } from './shared-json.ts'

/**
 * The upstream pages that cover a window → its accounts and warnings. A page that was coalesced or cached remembers the window
 * that was assembled from it last.
 */
export function assembleWindow(calls: ListCalls, pages: readonly ReadPage[], window: Window): AssembledWindow {
  const [page] = pages
  if (page === undefined || pages.length > 1) return assemble(calls, pages, window)
  const { remembered } = page
  if (remembered instanceof AssembledWindow && remembered.is(window)) {
    markShared(remembered.accounts)
    return remembered
  }
  const assembled = assemble(calls, pages, window)
  page.remembered = assembled
  return assembled
}

/** Rows keep their place in the upstream's grid: a page shorter than requested leaves a gap, and later rows do not shift. */
function assemble(calls: ListCalls, pages: readonly ReadPage[], window: Window): AssembledWindow {
  const { position, count } = window
  const lastPage = pages.at(-1)
  const reach = lastPage === undefined ? position.offset : lastPage.offset + lastPage.size
  const end = Math.min(position.offset + count, reach)
  const rows = new WindowRows(calls.toAccount, window)
  const { accounts, warnings, trail } = rows
  const total = newestTotal(position, pages, warnings)
  const sentTo = sentUntil(pages)
  const knownRows = Math.max(total ?? 0, sentTo)
  let from = position.offset
  for (const page of pages) {
    // Pages of different sizes may overlap: each adds the rows that the previous one did not reach.
    const to = Math.min(page.offset + page.size, end)
    rows.add(page, from, to)
    const missingFrom = Math.max(from, page.offset + page.rows.length)
    const missingTo = Math.min(to, knownRows)
    if (missingFrom < missingTo) {
      warnings.push(shortPage(missingFrom, missingTo))
      if (missingFrom < sentTo) trail.skip()
    }
    from = Math.max(from, to)
  }
  const isTwice = hasDuplicates(accounts)
  if (isTwice) warnings.push(duplicateId)
  if (calls.offsetSetting !== null && offsetIsSuspect(calls.grid, pages, { rows, total, isTwice })) {
    warnings.push({
      code: 'offset-suspect',
      detail: `the upstream seems to count offsets in the other unit: check ${calls.offsetSetting}`
    })
  }
  const knownTotal = largest(position.total, total)
  const isBeyond = knownTotal === null || pages.some((page) => goesPast(page, knownTotal))
  const { ended, unclear } = endOf(pages, end, isBeyond ? null : knownTotal)
  const wasSent = sentTo > position.offset
  const next = {
    offset: end,
    total,
    ended,
    anchors: wasSent ? trail.anchors : position.anchors,
    gap: wasSent ? Math.max(end - sentTo, 0) : position.gap + end - position.offset
  }
  return new AssembledWindow(window, { accounts, warnings, next, unclear, movement: movementIn(pages, position, rows) })
}

/**
 * Signs that the list has moved; null if every page reports the earlier total and no row repeats. At the start of a walk only
 * pages with different totals are a sign. See docs/decisions/0025-anchors.md.
 */
function movementIn(pages: readonly ReadPage[], { anchors, total }: Position, { seenAt }: WindowRows): Movement | null {
  const knownTotal = pages.find((page) => page.total !== null)?.total ?? null
  const isTorn = pages.some((page) => page.total !== null && page.total !== knownTotal)
  const isMoved = anchors.length > 0 && (seenAt !== null || total !== knownTotal)
  return isTorn || isMoved ? { isTorn, seenAt } : null
}

/**
 * The larger total. One that shrank during the walk may be wrong, so the earlier one counts until an empty page shows the end.
 */
function largest(before: number | null, now: number | null): number | null {
  return before === null || now === null ? now : Math.max(before, now)
}

/** The last reported total, or the one before it; a `total-changed` warning when they differ. */
function newestTotal(position: Position, pages: readonly ReadPage[], warnings: Warning[]): number | null {
  let newest = position.total
  let changed = false
  for (const { total } of pages) {
    if (total === null) continue
    changed ||= newest !== null && newest !== total
    newest = total
  }
  if (changed) warnings.push({ code: 'total-changed', detail: 'the number of accounts changed during the walk' })
  return newest
}

const duplicateId: Warning = { code: 'duplicate-id', detail: 'several rows have the same id; all of them are included' }

function hasDuplicates(accounts: readonly Account[]): boolean {
  const ids = new Set<string>()
  for (const { nativeId } of accounts) ids.add(nativeId)
  return ids.size < accounts.length
}

interface ReadRows {
  readonly rows: Pick<WindowRows, 'seenAt'>
  readonly total: number | null
  readonly isTwice: boolean
}

/**
 * Whether the upstream seems to use the other offset unit. If it counts pages where rows are meant, its list ends too early. If
 * it counts rows where pages are meant, rows repeat, or lie beyond its own total.
 */
function offsetIsSuspect(
  grid: ListCalls['grid'],
  pages: readonly ReadPage[],
  { rows, total, isTwice }: ReadRows
): boolean {
  if (grid === 'rows') {
    return pages.some((page) => page.offset > 0 && page.rows.length === 0 && page.offset < (total ?? 0))
  }
  return isTwice || rows.seenAt !== null || pages.some((page) => page.offset > 0 && goesPast(page, total ?? Infinity))
}
