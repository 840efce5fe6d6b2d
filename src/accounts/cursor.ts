import { hash } from 'node:crypto'
import { Failure } from '../problems/failure.ts'
import { isObject } from '../json.ts'

/** How far a walk got in one source. */
export interface Position {
  /** The first row not yet given. */
  readonly offset: number
  /** The list's length as last told, null when it never was. */
  readonly total: number | null
  readonly ended: boolean
  /** Fingerprint of the last account given, where one is needed to notice rows that come twice. */
  readonly lastSeen: string | null
}

export interface WalkState {
  readonly positions: ReadonlyMap<string, Position>
  /** The place, among the query's sources, whose turn it is where `limit` is smaller than their number. */
  readonly turn: number
}

export const start: Position = { offset: 0, total: null, ended: false, lastSeen: null }

const version = 1
const checkLength = 8
/** Where a walk may have got to: as far as `page` reaches. */
const maxRow = 1_000_000_000

/**
 * A walk's state → an opaque text that any replica can read. It is no secret and grants nothing: a check over it and over the
 * query it belongs to makes a changed one recognisable. See docs/decisions/0003-cursor.md.
 */
export function encodeCursor({ positions, turn }: WalkState, binding: string): string {
  const sources: Record<string, unknown[]> = {}
  for (const [source, { offset, total, ended, lastSeen }] of positions) {
    sources[source] = ended ? [total] : lastSeen === null ? [offset, total] : [offset, total, lastSeen]
  }
  const json = JSON.stringify(turn === 0 ? { v: version, s: sources } : { v: version, s: sources, t: turn })
  return [Buffer.from(json).toString('base64url'), checkOf(json, binding)].join('')
}

/** The reverse. Throws a Failure `cursor-invalid` for any text that `encodeCursor` did not give for this binding. */
export function decodeCursor(cursor: string, binding: string): WalkState {
  const encoded = cursor.slice(0, -checkLength)
  const json = Buffer.from(encoded, 'base64url').toString()
  const same = Buffer.from(json).toString('base64url') === encoded && cursor.endsWith(checkOf(json, binding))
  const state = cursor.length > checkLength && same ? readState(json) : null
  if (state === null) {
    throw new Failure('cursor-invalid', {
      detail: 'the cursor is not one of this service, or the other parameters differ from those it was given for'
    })
  }
  return state
}

function checkOf(json: string, binding: string): string {
  return hash('sha256', `${json}\n${binding}`, 'base64url').slice(0, checkLength)
}

function readState(json: string): WalkState | null {
  const value: unknown = tryParse(json)
  if (!isObject(value) || value['v'] !== version || !isObject(value['s'])) return null
  const positions = new Map<string, Position>()
  for (const [source, entry] of Object.entries(value['s'])) {
    const position = readPosition(entry)
    if (position === null) return null
    positions.set(source, position)
  }
  const turn = value['t'] ?? 0
  return isCount(turn) ? { positions, turn } : null
}

function readPosition(entry: unknown): Position | null {
  if (!Array.isArray(entry)) return null
  const values: unknown[] = entry
  const ended = values.length === 1
  const [offset, total, lastSeen = null] = ended ? [0, values[0]] : values
  if (!isCount(offset) || offset > maxRow || (total !== null && !isCount(total))) return null
  return lastSeen === null || typeof lastSeen === 'string' ? { offset, total, ended, lastSeen } : null
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function tryParse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
