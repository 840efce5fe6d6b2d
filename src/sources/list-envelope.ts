import { isObject } from '../json.ts'
import { Failure } from '../problems/failure.ts'
import { readInteger, RowInvalid } from './row.ts'
import type { ListAnswer } from './source.ts'

/** The members with rows and total. */
interface ListPlaces {
  /** A member of the data; null if the data is the list itself. */
  readonly list: string | null
  /** Null if the upstream reports no total. */
  readonly total: string | null
}

/**
 * An envelope's data → its list and total. Rows are not checked here. A null list is empty, because servers written in Go send it
 * so; an absent one is different. Throws a Failure.
 */
export function readList(data: unknown, { list, total }: ListPlaces): ListAnswer {
  if (list === null) return { rows: rowsIn(data, 'data'), total: null }
  if (!isObject(data)) throw wrongShape('the envelope has no data')
  return { rows: rowsIn(data[list], list), total: total === null ? null : totalIn(data[total], total) }
}

function rowsIn(value: unknown, member: string): readonly unknown[] | null {
  if (value === undefined) return null
  if (value === null) return []
  if (Array.isArray(value)) return value
  throw wrongShape(`${member} is not a list`)
}

function totalIn(value: unknown, member: string): number | null {
  try {
    const total = readInteger(value, member)
    if (total === null || total >= 0) return total
  } catch (error) {
    if (!(error instanceof RowInvalid)) throw error
  }
  throw wrongShape(`${member} is not a number of rows`)
}

function wrongShape(what: string): Failure {
  return new Failure('upstream-response-invalid', { detail: `the upstream response is invalid: ${what}` })
}
