import { IsDateTime } from 'typebox/format'
import { isObject, type JsonObject } from '../json.ts'
import { isZeroTime } from './zero-time.ts'

/** One item as the upstream sends it, with its own spelling and unchecked. */
export type Row = JsonObject

/** A row that cannot be mapped. The message names the member and never its value. */
export class RowInvalid extends Error {
  override readonly name = 'RowInvalid'
}

/** Text, or a number by its digits. Absent, null, empty and blank are null. Throws RowInvalid for anything else. */
export function readText(value: unknown, member: string): string | null {
  if (typeof value === 'string') return value !== '' && value.trim() !== '' ? value : null
  if (value === undefined || value === null) return null
  if (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return String(value)
  throw new RowInvalid(`${member} is not a string`)
}

/**
 * `source`:`nativeId`. Joined instead of concatenated: V8 stringifies JSON several times slower if a string is still a rope of
 * its parts.
 */
export function accountId(source: string, nativeId: string): string {
  return [source, nativeId].join(':')
}

/** The id of a row: required text. */
export function readId(value: unknown, member: string): string {
  const found = readText(value, member)
  if (found === null) throw new RowInvalid(`${member} is missing`)
  return found
}

/** An integer, also as text of digits. Absent, null and blank are null. Throws RowInvalid for anything else. */
export function readInteger(value: unknown, member: string): number | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' && value.trim() === '') return null
  const number = typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : value
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number
  throw new RowInvalid(`${member} is not an integer`)
}

/** true or false, also as text. Numbers are not converted. Throws RowInvalid for anything else. */
export function readFlag(value: unknown, member: string): boolean | null {
  if (typeof value === 'boolean') return value
  if (value === undefined || value === null) return null
  if (typeof value === 'string') {
    const word = value.trim().toLowerCase()
    if (word === '') return null
    if (word === 'true') return true
    if (word === 'false') return false
  }
  throw new RowInvalid(`${member} is not true or false`)
}

/** A list of objects. Absent, null and blank are empty. Throws RowInvalid for anything else. */
export function readRows(value: unknown, member: string): Row[] {
  if (value === undefined || value === null) return []
  if (typeof value === 'string' && value.trim() === '') return []
  if (!Array.isArray(value) || !value.every(isObject)) throw new RowInvalid(`${member} is not a list of objects`)
  return value
}

/** An RFC 3339 date-time. Absent, blank and the zero time of any zone are null. Throws RowInvalid when it cannot be read. */
export function readDateTime(value: unknown, member: string): string | null {
  if (value === undefined || value === null) return null
  if (typeof value !== 'string') throw new RowInvalid(`${member} is not a date`)
  const found = value.trim()
  if (found === '' || isZeroTime(found)) return null
  if (!IsDateTime(found)) throw new RowInvalid(`${member} is not an RFC 3339 date-time`)
  return found
}

/** An http or https URL. Any other text is null, because nothing else is safe in a page. */
export function readWebAddress(value: unknown, member: string): string | null {
  const address = readText(value, member)
  return address !== null && /^https?:\/\//i.test(address) && URL.canParse(address) ? address : null
}
