import type { Bend } from './bend.ts'

/** The paging parameters of a list. */
export interface Paging {
  /** Name of the parameter for the start of a page. */
  readonly first: string
  /** Name of the parameter for the number of rows. */
  readonly size: string
  readonly counts: 'pages' | 'rows'
  /** The number of the first page or row. */
  readonly from: 0 | 1
  readonly maxSize: number
  /** Default number of rows; null if both parameters are required. */
  readonly defaultSize: number | null
}

/** Both, as sent or by default; undefined if missing or out of range. */
export interface PageRequest {
  readonly first: number | undefined
  readonly size: number | undefined
}

/** The members of a page, in this order; `rows`: the page is a bare array. */
export type PageMembers = 'rows' | Readonly<Record<string, PageMember>>

/** `rowsOrNull` is null for an empty page, as Go servers serialise an empty slice. */
type PageMember = 'first' | 'size' | 'total' | 'rows' | 'rowsOrNull'

/** Reads the page parameters. `read` returns the number; `missing` if it was not sent; undefined if it is malformed. */
export function readPage(
  { first, size, from, maxSize, defaultSize }: Paging,
  read: (name: string, missing?: number) => number | undefined
): PageRequest {
  return {
    first: within(from, Infinity, defaultSize === null ? read(first) : read(first, from)),
    size: within(1, maxSize, defaultSize === null ? read(size) : read(size, defaultSize))
  }
}

/** One page of a list. Behind the end it is empty, with the same total. */
export function writePage(
  list: readonly unknown[],
  { paging, answer }: { readonly paging: Paging; readonly answer: PageMembers },
  { first, size, bend }: { readonly first: number; readonly size: number; readonly bend: Bend }
): unknown {
  const offset = (first - paging.from) * (paging.counts === 'pages' ? size : 1)
  const whole = list.slice(offset, offset + size)
  const rows = whole.slice(0, Math.max(0, whole.length - bend.rowsDropped))
  const values = { first, size, total: list.length + bend.totalBy, rows, rowsOrNull: rows.length > 0 ? rows : null }
  if (answer === 'rows') return rows
  return Object.fromEntries(Object.entries(answer).map(([name, member]) => [name, values[member]]))
}

function within(min: number, max: number, value: number | undefined): number | undefined {
  return value !== undefined && value >= min && value <= max ? value : undefined
}
