import { RowInvalid } from '../sources/row.ts'
import type { ReadPage } from '../sources/open-sources.ts'
import type { ListCalls, UpstreamPage } from '../sources/source.ts'
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

/** The window may be the last one. Only the upstream page behind it tells. */
export interface Unclear {
  readonly page: UpstreamPage
  /** The warning that is due if that page has rows; null where the window has no gap before them. */
  readonly gap: Warning | null
}

type WindowContents = Pick<AssembledWindow, 'accounts' | 'warnings' | 'next' | 'unclear'>

/** The accounts of one window. */
export class AssembledWindow {
  readonly accounts: Account[]
  readonly warnings: readonly Warning[]
  /** Where the next window begins. */
  readonly next: Position
  /** What only the upstream page behind the window can tell; null if nothing. */
  readonly unclear: Unclear | null
  private readonly of: Window

  constructor(of: Window, { accounts, warnings, next, unclear }: WindowContents) {
    this.of = of
    this.accounts = accounts
    this.warnings = warnings
    this.next = next
    this.unclear = unclear
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
  const knownRows = Math.max(total ?? 0, sentUntil(pages))
  let from = position.offset
  for (const page of pages) {
    // Pages of different sizes may overlap: each gives the rows that the one before it did not reach.
    const to = Math.min(page.offset + page.size, end)
    mapRows(page, { calls, from, to, includeRaw }, { accounts, warnings })
    const missingFrom = Math.max(from, page.offset + page.rows.length)
    const missingTo = Math.min(to, knownRows)
    if (missingFrom < missingTo) warnings.push(shortPage(missingFrom, missingTo))
    from = to
  }
  if (hasDuplicates(accounts)) warnings.push(duplicateId)
  const told = largest(position.total, total)
  const isBeyond = told === null || pages.some((page) => goesPast(page, told))
  const countsPages = calls.offsetSetting !== null && calls.grid === 'pages'
  const last = isBeyond || countsPages ? lastOf(accounts, pages) : null
  if (isBeyond && last !== null && last === position.lastSeen) {
    const contents = { accounts: [], warnings: [...warnings, repeated(position)], unclear: null }
    return new AssembledWindow(window, { ...contents, next: { ...position, total, ended: true } })
  }
  if (calls.offsetSetting !== null && offsetIsSuspect(calls, position, { pages, accounts, total })) {
    warnings.push({
      code: 'offset-suspect',
      detail: `the upstream answers as if its offset were the other unit: see ${calls.offsetSetting}`
    })
  }
  const { ended, unclear } = endOf(lastPage, end, isBeyond ? null : told)
  const next = { offset: end, total, ended, lastSeen: last }
  return new AssembledWindow(window, { accounts, warnings, next, unclear })
}

/**
 * Whether the list ends with this window. An empty page is its end. A total is checked: where a full page reaches it, the page
 * behind it is asked for. Without a total (`told` is null), or with one that is too low, a page shorter than asked may be the last
 * one or have rows behind it, which the page behind it tells as well.
 */
function endOf(
  page: ReadPage | undefined,
  end: number,
  told: number | null
): { readonly ended: boolean; readonly unclear: Unclear | null } {
  if (page === undefined || page.rows.length === 0) return { ended: page !== undefined, unclear: null }
  const { offset, size, rows } = page
  const sentTo = offset + rows.length
  const mayEnd = told === null ? sentTo < end : end >= told
  if (!mayEnd) return { ended: false, unclear: null }
  if (told !== null && rows.length < size) return { ended: true, unclear: null }
  const gap = sentTo < end ? shortPage(sentTo, end) : null
  return { ended: false, unclear: { page: { offset: offset + size, size }, gap } }
}

function shortPage(from: number, to: number): Warning {
  return { code: 'short-page', detail: `${to - from} rows from row ${from} on were not sent` }
}

/** How far the rows reach that were sent. */
function sentUntil(pages: readonly ReadPage[]): number {
  const last = pages.findLast(({ rows }) => rows.length > 0)
  return last === undefined ? 0 : last.offset + Math.min(last.rows.length, last.size)
}

const duplicateId: Warning = { code: 'duplicate-id', detail: 'several rows have the same id: all of them are given' }

function hasDuplicates(accounts: readonly Account[]): boolean {
  const ids = new Set<string>()
  for (const { nativeId } of accounts) ids.add(nativeId)
  return ids.size < accounts.length
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
