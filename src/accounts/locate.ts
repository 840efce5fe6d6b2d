import type { ReadPage } from '../sources/open-sources.ts'
import type { ListCalls } from '../sources/source.ts'
import { RowInvalid } from '../sources/row.ts'
import { fingerprint, rowFingerprint } from './anchors.ts'
import type { Position } from './cursor.ts'

/** The current position of the last rows read. */
export interface Place {
  /** The row behind them, or behind the missing rows that follow them. The walk continues here. */
  readonly offset: number
  /** Number of missing rows between them and `offset`. */
  readonly gap: number
  /** Fingerprints of the rows before it. */
  readonly anchors: readonly number[]
  readonly isAtHome: boolean
  /** Whether the last anchor was found. If not, it was deleted or lies behind the pages that were read. */
  readonly hasLast: boolean
  /** Whether no row was inserted between the anchors. */
  readonly areAdjacent: boolean
  /** Whether an anchor repeats behind this position. */
  readonly isRepeated: boolean
  /** Fingerprints of all rows read before it. */
  readonly before: ReadonlySet<number>
}

/** Searches pages that were read again for the anchors of a walk. Null if none is found. */
export function locate(pages: readonly ReadPage[], position: Position, calls: ListCalls): Place | null {
  const prints = printsOf(pages, calls)
  const places = [...prints]
  const { anchors } = position
  const found = anchors.filter((anchor) => places.some(([, print]) => print === anchor))
  const last = found.at(-1)
  if (last === undefined) return null
  const home = position.offset - position.gap
  const ends = places.filter(([, print]) => print === last).map(([place]) => place + 1)
  const end = ends.reduce((best, other) => (isBetter(other, best) ? other : best))
  // A page that starts elsewhere may have the rows that were missing before.
  const gap = prints.has(end) ? 0 : position.gap
  const behind = places.filter(([place]) => place >= end).map(([, print]) => print)
  return {
    offset: end + gap,
    gap,
    anchors: [end - 3, end - 2, end - 1].map((place) => prints.get(place)).filter((print) => print !== undefined),
    isAtHome: end + gap === position.offset,
    hasLast: last === anchors.at(-1),
    areAdjacent: adjacent(end) === found.length,
    isRepeated: behind.some((print) => anchors.includes(print)),
    before: new Set(places.filter(([place]) => place < end).map(([, print]) => print))
  }

  /** How many of the found anchors directly precede a row, in order. */
  function adjacent(row: number): number {
    let count = 0
    while (count < found.length && prints.get(row - 1 - count) === found.at(-1 - count)) count++
    return count
  }

  function isBetter(row: number, than: number): boolean {
    if (adjacent(row) !== adjacent(than)) return adjacent(row) > adjacent(than)
    return Math.abs(row - home) < Math.abs(than - home)
  }
}

/** The fingerprint of a row by its number; null if it was not sent. */
export function printAt(pages: readonly ReadPage[], place: number, calls: ListCalls): number | null {
  const page = pages.find(({ offset, size, rows }) => place >= offset && place < offset + Math.min(rows.length, size))
  return page === undefined ? null : printOf(page.rows[place - page.offset], calls)
}

function printsOf(pages: readonly ReadPage[], calls: ListCalls): Map<number, number> {
  const prints = new Map<number, number>()
  for (const { offset, size, rows } of pages) {
    for (const [index, row] of rows.slice(0, size).entries()) prints.set(offset + index, printOf(row, calls))
  }
  return prints
}

/** The fingerprint of a row: by its id, or by its contents where it cannot be mapped. */
export function printOf(row: unknown, { toAccount }: Pick<ListCalls, 'toAccount'>): number {
  try {
    return fingerprint(toAccount(row, false).nativeId)
  } catch (error) {
    if (!(error instanceof RowInvalid)) throw error
    return rowFingerprint(row)
  }
}
