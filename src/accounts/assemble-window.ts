import { RowInvalid } from '../sources/row.ts'
import type { ReadPage } from '../sources/open-sources.ts'
import type { ListCalls } from '../sources/source.ts'
import type { Account } from '../model/account.ts'
import type { Position } from './cursor.ts'
import type { Warning } from '../model/page.ts'
import { markShared } from './shared-json.ts'
import { goesPast, lastOf, offsetIsSuspect } from './repetition.ts'

export interface Window {
  /** Where the source stood before. */
  readonly position: Position
  /** Max rows. */
  readonly count: number
  readonly includeRaw: boolean
}

/** The accounts of one window. */
export class AssembledWindow {
  readonly accounts: Account[]
  readonly warnings: readonly Warning[]
  /** Where the next window begins. */
  readonly next: Position
  private readonly of: Window

  constructor(of: Window, accounts: Account[], warnings: readonly Warning[], next: Position) {
    this.of = of
    this.accounts = accounts
    this.warnings = warnings
    this.next = next
  }

  /** Whether it is this very window. */
  is({ position, count, includeRaw }: Window): boolean {
    const { of } = this
    return (
      of.count === count &&
      of.includeRaw === includeRaw &&
      of.position.offset === position.offset &&
      of.position.total === position.total &&
      of.position.lastSeen === position.lastSeen
    )
  }
}

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

/** Rows keep their place in the upstream's grid: a page shorter than asked leaves a gap and moves nothing. */
function assemble(calls: ListCalls, pages: readonly ReadPage[], window: Window): AssembledWindow {
  const { position, count, includeRaw } = window
  const lastPage = pages.at(-1)
  const reach = lastPage === undefined ? position.offset : lastPage.offset + lastPage.size
  const end = Math.min(position.offset + count, reach)
  const accounts: Account[] = []
  const warnings: Warning[] = []
  const total = newestTotal(position, pages, warnings)
  let from = position.offset
  for (const page of pages) {
    // Pages of different sizes may overlap: each gives the rows that the one before it did not reach.
    const to = Math.min(page.offset + page.size, end)
    mapRows(page, { calls, from, to, includeRaw }, { accounts, warnings })
    const missingFrom = Math.max(from, page.offset + page.rows.length)
    const missingTo = Math.min(to, total ?? 0)
    if (missingFrom < missingTo) {
      warnings.push({
        code: 'short-page',
        detail: `${missingTo - missingFrom} rows from row ${missingFrom} on were not sent`
      })
    }
    from = to
  }
  const told = largest(position.total, total)
  const isBeyond = told === null || pages.some((page) => goesPast(page, told))
  const countsPages = calls.offsetSetting !== null && calls.grid === 'pages'
  const last = isBeyond || countsPages ? lastOf(accounts, pages) : null
  if (isBeyond && last !== null && last === position.lastSeen) {
    return new AssembledWindow(window, [], [...warnings, repeated(position)], { ...position, total, ended: true })
  }
  if (calls.offsetSetting !== null && offsetIsSuspect(calls, position, { pages, accounts, total })) {
    warnings.push({
      code: 'offset-suspect',
      detail: `the upstream answers as if its offset were the other unit: see ${calls.offsetSetting}`
    })
  }
  const next = { offset: end, total, ended: hasEnded(pages, end, told), lastSeen: last }
  return new AssembledWindow(window, accounts, warnings, next)
}

/** An upstream that sends the rows of the window before once more, where no total says how many there are, would do so for ever. */
function repeated({ offset }: Position): Warning {
  const detail = 'the upstream sends the same rows again and again: its list is given up here'
  return { code: 'row-invalid', detail, row: offset }
}

/** A total that has shrunk during the walk may be wrong: what was told before counts too, until an empty page shows the end. */
function largest(before: number | null, now: number | null): number | null {
  return before === null || now === null ? now : Math.max(before, now)
}

/** The last total told, or the one told before; a `total-changed` warning when they differ. */
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

/** Rows `from` to `to` of the list, as far as they are on a page. */
interface RowsToMap {
  readonly calls: ListCalls
  readonly from: number
  readonly to: number
  readonly includeRaw: boolean
}

function mapRows(
  { offset, size, rows }: ReadPage,
  { calls, from, to, includeRaw }: RowsToMap,
  { accounts, warnings }: { readonly accounts: Account[]; readonly warnings: Warning[] }
): void {
  const sentTo = Math.min(to, offset + rows.length)
  for (let place = from; place < sentTo; place++) {
    try {
      accounts.push(calls.toAccount(rows[place - offset], includeRaw))
    } catch (error) {
      if (!(error instanceof RowInvalid)) throw error
      warnings.push({ code: 'row-invalid', detail: error.message, row: place })
    }
  }
  if (rows.length > size) {
    const detail = `the upstream sent ${rows.length} rows for a page of ${size}; those past its end have no place`
    warnings.push({ code: 'row-invalid', detail, row: offset + size })
  }
}

/**
 * The end is where the total says, unless rows came from beyond it: then the total is wrong and only an empty page counts.
 * A page shorter than asked is no end: rows may be missing in its middle.
 */
function hasEnded(pages: readonly ReadPage[], end: number, total: number | null): boolean {
  if (pages.at(-1)?.rows.length === 0) return true
  return total !== null && end >= total && !pages.some((page) => goesPast(page, total))
}
