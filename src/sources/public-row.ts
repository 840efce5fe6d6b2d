import { isObject } from '../json.ts'
import { RowInvalid, type Row } from './row.ts'

const secretName = /password|passwd|pwd|secret|token/i
const maxDepth = 32

/** A row as received, without members whose name suggests a secret, at any depth. Throws RowInvalid if it is nested too deep. */
export function publicRow(row: Row, depth = 0): Row {
  if (depth > maxDepth) throw new RowInvalid('the row is nested too deep')
  const members = Object.entries(row).filter(([name]) => !secretName.test(name))
  return Object.fromEntries(members.map(([name, value]) => [name, publicValue(value, depth + 1)]))
}

function publicValue(value: unknown, depth: number): unknown {
  if (depth > maxDepth) throw new RowInvalid('the row is nested too deep')
  if (Array.isArray(value)) return value.map((item) => publicValue(item, depth + 1))
  return isObject(value) ? publicRow(value, depth) : value
}
