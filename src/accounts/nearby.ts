import { isObject } from '../json.ts'
import type { Account } from '../model/account.ts'
import { Failure } from '../problems/failure.ts'
import type { ListSource, ReadPage } from '../sources/open-sources.ts'
import type { Place } from '../sources/places.ts'
import { RowInvalid } from '../sources/row.ts'
import type { UpstreamPage } from '../sources/source.ts'
import { readPage, type PageContext } from './read-page.ts'

/** Rows to read around a remembered place. */
const pageSize = 20

/** An account and its current row. */
export interface FoundAccount extends Place {
  readonly account: Account
}

/**
 * Looks for an account near its remembered place: on the page around it, then on the largest page on the side to which the list
 * has moved, judged by the total. Null if neither has it.
 */
export async function findNearby(nativeId: string, place: Place, asked: PageContext): Promise<FoundAccount | null> {
  const { source } = asked
  const around = pageAround(place.row, source)
  const first = await readIfThere(around, asked)
  const found = first && findOn(first, nativeId, asked)
  if (found || first === null) return found
  const moved = place.total === null || first.total === null ? 0 : first.total - place.total
  const beside = pageBeside(around, Math.sign(moved), source)
  const second = beside && (await readIfThere(beside, asked))
  return second && findOn(second, nativeId, asked)
}

/** The account with this id among the rows of a page. Throws a Failure if its row cannot be mapped. */
export function findOn(page: ReadPage, nativeId: string, { source, query }: PageContext): FoundAccount | null {
  const index = page.rows.findIndex((row) => nativeIdOf(row, source) === nativeId)
  if (index === -1) return null
  const account = mapFound(page.rows[index], source, query.includeRaw)
  return { account, row: page.offset + index, total: page.total }
}

/** The id of a row; null where it has none. */
function nativeIdOf(row: unknown, { definition }: ListSource): string | null {
  if (!isObject(row)) return null
  try {
    return definition.fields.nativeId.read(row, { source: definition.id, nativeId: '' })
  } catch (error) {
    if (!(error instanceof RowInvalid)) throw error
    return null
  }
}

/** In a list an invalid row is a warning. Here it is the whole result, so it is a failure. */
function mapFound(row: unknown, { calls, id }: ListSource, includeRaw: boolean): Account {
  try {
    return calls.toAccount(row, includeRaw)
  } catch (error) {
    if (!(error instanceof RowInvalid)) throw error
    const detail = `the account cannot be mapped: ${error.message}`
    throw new Failure('upstream-response-invalid', { detail, source: id })
  }
}

/** Null if the list has become shorter and the upstream refuses the page. */
async function readIfThere(page: UpstreamPage, asked: PageContext): Promise<ReadPage | null> {
  try {
    return (await readPage(page, asked)).result
  } catch (error) {
    if (error instanceof Failure && error.slug === 'upstream-parameter-rejected') return null
    throw error
  }
}

function pageAround(row: number, { maxPageSize, calls }: ListSource): UpstreamPage {
  const size = Math.min(pageSize, maxPageSize)
  return { offset: calls.grid === 'rows' ? Math.max(row - size / 2, 0) : row - (row % size), size }
}

/** The page that reaches farthest before another page (-1), behind it (1), or on both sides (0); null before row 0. */
function pageBeside(
  { offset, size }: UpstreamPage,
  side: number,
  { maxPageSize, calls }: ListSource
): UpstreamPage | null {
  if (side < 0 && offset === 0) return null
  const end = offset + size
  if (calls.grid === 'rows') {
    const before = side < 0 ? maxPageSize : side > 0 ? 0 : Math.floor((maxPageSize - size) / 2)
    const first = Math.max(side > 0 ? end : offset - before, 0)
    return { offset: first, size: side < 0 ? offset - first : maxPageSize }
  }
  const row = side < 0 ? offset - 1 : side > 0 ? end : offset
  let best = { offset: row, size: 1 }
  let farthest = -Infinity
  for (let candidate = 1; candidate <= maxPageSize; candidate++) {
    const from = row - (row % candidate)
    const [before, behind] = [offset - from, from + candidate - end]
    const gain = side < 0 ? before : side > 0 ? behind : Math.min(before, behind)
    if (gain > farthest) [best, farthest] = [{ offset: from, size: candidate }, gain]
  }
  return best
}
