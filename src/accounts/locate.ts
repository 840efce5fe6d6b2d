import type { ReadPage } from '../sources/open-sources.ts'
import type { ListCalls } from '../sources/source.ts'
import { RowInvalid } from '../sources/row.ts'
import { fingerprint, rowFingerprint } from './anchors.ts'
import type { Position } from './cursor.ts'

/** Where the last rows read are now. */
export interface Place {
  /** The row behind them: the walk goes on here. */
  readonly offset: number
  /** Fingerprints of the rows before it. */
  readonly anchors: readonly number[]
  readonly isAtHome: boolean
  /** Whether the last of them was found. If not it is gone, or behind the pages that were read. */
  readonly hasLast: boolean
  /** Whether nothing came between them. */
  readonly areAdjacent: boolean
  /** Whether one of them comes again behind this place. */
  readonly isRepeated: boolean
  /** Fingerprints of all rows before it that were read. */
  readonly before: ReadonlySet<number>
}

/** Looks for the anchors of a walk in pages that were read again. Null if none is there. */
export function locate(pages: readonly ReadPage[], position: Position, calls: ListCalls): Place | null {
  const prints = printsOf(pages, calls)
  const places = [...prints]
  const { anchors, gap } = position
  const found = anchors.filter((anchor) => places.some(([, print]) => print === anchor))
  const last = found.at(-1)
  if (last === undefined) return null
  const home = position.offset - gap
  const ends = places.filter(([, print]) => print === last).map(([place]) => place + 1)
  const end = ends.reduce((best, other) => (isBetter(other, best) ? other : best))
  const behind = places.filter(([place]) => place >= end).map(([, print]) => print)
  return {
    offset: end + gap,
    anchors: [end - 3, end - 2, end - 1].map((place) => prints.get(place)).filter((print) => print !== undefined),
    isAtHome: end === home,
    hasLast: last === anchors.at(-1),
    areAdjacent: adjacent(end) === found.length,
    isRepeated: behind.some((print) => anchors.includes(print)),
    before: new Set(places.filter(([place]) => place < end).map(([, print]) => print))
  }

  /** How many of the anchors that were found stand one after the other before a row. */
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

/** The fingerprint of a row by its place, null if it was not sent. */
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
