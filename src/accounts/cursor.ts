import { hash } from 'node:crypto'
import { Failure } from '../problems/failure.ts'
import { readAnchors, writeAnchors } from './anchors.ts'

/** The position of a walk in one source. */
export interface Position {
  /** The first row that no page gave yet. */
  readonly offset: number
  /** The last reported total; null if there was none. */
  readonly total: number | null
  readonly ended: boolean
  /** Fingerprints of the last rows read, in order. They show whether the list has moved since. See anchors.ts. */
  readonly anchors: readonly number[]
  /** Missing rows between the last anchor and `offset`. */
  readonly gap: number
}

export interface WalkState {
  readonly positions: ReadonlyMap<string, Position>
  /** Index of the source whose turn is next, if `limit` is smaller than the number of sources. */
  readonly turn: number
}

export const start: Position = { offset: 0, total: null, ended: false, anchors: [], gap: 0 }

/** A cursor of another version is refused. */
const version = '1.1'
const checkLength = 8
/** Max row of a position, the same as with `page`. */
const maxRow = 1_000_000_000

/**
 * A walk's state → an opaque text that any replica can read. It is no secret and grants nothing. A check sum over the state and
 * its query detects a modified cursor. See docs/decisions/0003-cursor.md.
 */
export function encodeCursor({ positions, turn }: WalkState, binding: string): string {
  const parts = [turn.toString(36)]
  for (const [source, position] of positions) parts.push(writePosition(source, position))
  const json = `{"v":${version},"s":"${parts.join(partEnd)}"}`
  return [Buffer.from(json, 'latin1').toString('base64url'), checkOf(json, binding)].join('')
}

/** The reverse. Throws a Failure `cursor-invalid` for any text that `encodeCursor` did not give for this binding. */
export function decodeCursor(cursor: string, binding: string): WalkState {
  const encoded = cursor.slice(0, -checkLength)
  const json = Buffer.from(encoded, 'base64url').toString('latin1')
  const isWhole = Buffer.from(json, 'latin1').toString('base64url') === encoded
  const state = isWhole ? readState(json) : null
  if (state === null) {
    throw invalid('cursor is malformed or from an older version of this service; send page.nextCursor as it came')
  }
  if (!cursor.endsWith(checkOf(json, binding))) {
    throw invalid('cursor was issued for other parameters, or changed; send all other parameters as they were')
  }
  return state
}

function invalid(reason: string): Failure {
  return new Failure('cursor-invalid', { detail: `${reason}, or start again without cursor` })
}

/** Separators. Numbers are in base 36, and ids and anchors hold no capital letter. */
const partEnd = 'S'
const fieldEnd = 'F'

/** To store more, add a field at the end. */
function writePosition(source: string, { offset, total, ended, anchors, gap }: Position): string {
  const totalText = total === null ? '' : total.toString(36)
  if (ended) return [source, '', totalText].join(fieldEnd)
  const fields = [source, offset.toString(36), totalText, writeAnchors(anchors)]
  if (gap > 0) fields.push(gap.toString(36))
  return fields.join(fieldEnd)
}

function checkOf(json: string, binding: string): string {
  return hash('sha256', `${json}\n${binding}`, 'base64url').slice(0, checkLength)
}

function readState(json: string): WalkState | null {
  const [, given, text = ''] = /^\{"v":([\d.]+),"s":"([^"]*)"\}$/.exec(json) ?? []
  const [turnText = '', ...sources] = text.split(partEnd)
  const turn = readCount(turnText)
  if (given !== version || turn === null) return null
  const positions = new Map<string, Position>()
  for (const entry of sources) {
    const [source = '', ...fields] = entry.split(fieldEnd)
    const position = fields.length < 2 ? null : readPosition(fields)
    if (position === null) return null
    positions.set(source, position)
  }
  return { positions, turn }
}

function readPosition([offsetText = '', totalText = '', anchorText = '', gapText = '0']: string[]): Position | null {
  const ended = offsetText === ''
  const offset = ended ? 0 : readCount(offsetText)
  const total = totalText === '' ? null : readCount(totalText)
  const anchors = readAnchors(anchorText)
  const gap = readCount(gapText)
  if (offset === null || offset > maxRow || anchors === null || gap === null) return null
  if (total === null && totalText !== '') return null
  return { offset, total, ended, anchors, gap }
}

function readCount(text: string): number | null {
  const count = Number.parseInt(text, 36)
  return Number.isSafeInteger(count) && count >= 0 && count.toString(36) === text ? count : null
}
