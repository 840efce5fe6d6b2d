import { hash } from 'node:crypto'
import type { ReadPage } from '../sources/open-sources.ts'
import type { ListCalls } from '../sources/source.ts'
import type { Account } from '../model/account.ts'
import type { Position } from './cursor.ts'

/** Whether a page holds rows from beyond the total. */
export function goesPast({ offset, size, rows }: ReadPage, total: number): boolean {
  return rows.length > 0 && offset + Math.min(rows.length, size) > total
}

/** What came of a window's pages. */
interface ReadRows {
  readonly pages: readonly ReadPage[]
  readonly accounts: readonly Account[]
  readonly total: number | null
}

/**
 * Asked for rows and counting pages, the upstream runs out too early; asked for pages and counting rows, it repeats rows of
 * the page before or has some beyond its own total.
 */
export function offsetIsSuspect(
  { grid }: ListCalls,
  position: Position,
  { pages, accounts, total }: ReadRows
): boolean {
  if (grid === 'rows') {
    return pages.some(({ offset, rows }) => offset > 0 && rows.length === 0 && offset < (total ?? 0))
  }
  if (pages.some((page) => page.offset > 0 && goesPast(page, total ?? Infinity))) return true
  const isTwice = new Set(accounts.map(({ nativeId }) => nativeId)).size < accounts.length
  return (
    isTwice ||
    (position.lastSeen !== null && accounts.some((account) => fingerprint(account.nativeId) === position.lastSeen))
  )
}

/** What a window ended with, to be told again by: its last account, or where none of its rows can be mapped its last row. */
export function lastOf(accounts: readonly Account[], pages: readonly ReadPage[]): string | null {
  return fingerprint(accounts.at(-1)?.nativeId ?? lastRow(pages))
}

function fingerprint(text: string | null): string | null {
  return text === null ? null : hash('sha256', text, 'base64url').slice(0, 6)
}

function lastRow(pages: readonly ReadPage[]): string | null {
  const row = pages.findLast(({ rows }) => rows.length > 0)?.rows.at(-1)
  return row === undefined ? null : JSON.stringify(row)
}
