import { Failure } from '../problems/failure.ts'
import type { JsonObject } from '../json.ts'
import { readInteger, RowInvalid } from './row.ts'
import type { ListAnswer } from './source.ts'

/**
 * An envelope's list and total, checked as far as the list goes; its rows are not. A list that is null is empty, as servers
 * written in Go send it; one that is absent is told apart. Throws a Failure.
 */
export function readList(data: JsonObject, listMember: string, totalMember: string): ListAnswer {
  const list = data[listMember] === null ? [] : data[listMember]
  if (list !== undefined && !Array.isArray(list)) throw wrongShape(`${listMember} is not a list`)
  return { rows: list ?? null, total: totalOf(data[totalMember], totalMember) }
}

function totalOf(value: unknown, member: string): number | null {
  try {
    const total = readInteger(value, member)
    if (total === null || total >= 0) return total
  } catch (error) {
    if (!(error instanceof RowInvalid)) throw error
  }
  throw wrongShape(`${member} is not a count`)
}

function wrongShape(what: string): Failure {
  return new Failure('upstream-response-invalid', { detail: `the upstream's answer was not understood: ${what}` })
}
