import { isObject } from '../json.ts'
import { RowInvalid, type Row } from '../sources/row.ts'
import type { Account, AccountFields } from '../model/account.ts'

/** One upstream row → Account, whatever the source. Throws RowInvalid when the row cannot be mapped. */
export function toAccount(item: unknown, map: (row: Row) => AccountFields, includeRaw: boolean): Account {
  if (!isObject(item)) throw new RowInvalid('the row is not an object')
  const fields = map(item)
  const account: Account = Object.assign(fields, { masked: maskedIn(fields) })
  if (includeRaw) account.raw = publicRow(item)
  return account
}

/** Names of all text that holds a `*`; `id` aside, which repeats `nativeId`. */
function maskedIn(fields: AccountFields): string[] {
  const masked: string[] = []
  let name: keyof AccountFields
  for (name in fields) {
    const value = fields[name]
    if (typeof value === 'string' && name !== 'id' && value.includes('*')) masked.push(name)
  }
  return masked
}

const secretName = /password|passwd|pwd|secret|token/i
const deepest = 32

/** A row as it came, without members whose name says that they are secret, at any depth. Throws RowInvalid when nested too deep. */
function publicRow(row: Row, depth = 0): Row {
  if (depth > deepest) throw new RowInvalid('the row is nested too deep')
  const members = Object.entries(row).filter(([name]) => !secretName.test(name))
  return Object.fromEntries(members.map(([name, value]) => [name, publicValue(value, depth + 1)]))
}

function publicValue(value: unknown, depth: number): unknown {
  if (depth > deepest) throw new RowInvalid('the row is nested too deep')
  if (Array.isArray(value)) return value.map((item) => publicValue(item, depth + 1))
  return isObject(value) ? publicRow(value, depth) : value
}
