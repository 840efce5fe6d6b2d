import type { Account } from '../model/account.ts'
import type { Part } from './progress.ts'
import type { CallContext } from '../upstream/call-context.ts'
import type { Question } from './question.ts'
import { readWindow } from './read-window.ts'
import { readScan } from './scan.ts'

export interface ReadShares {
  /** The accounts, source after source. */
  readonly accounts: Account[]
  /** Index of the source whose turn is next. */
  readonly nextTurn: number
}

/**
 * Reads the open parts in parallel, each for its share of `limit`. If `limit` is smaller than their number, they take turns,
 * starting at `turn`. If all of those fail, the next ones are read until the longest timeout is over. So a page is empty only if
 * no readable source has accounts.
 */
export async function readShares(parts: readonly Part[], turn: number, question: Question): Promise<ReadShares> {
  const { query, context } = question
  const windows: Account[][] = parts.map(() => [])
  let waiting = [...parts.entries()].filter(([, { status }]) => status === 'ok')
  let nextTurn = turn
  const endsAt = performance.now() + Math.max(...parts.map(({ source }) => source.timeoutMs))
  do {
    const places = waiting.map(([place]) => place)
    const shares = divideLimit(query.limit, places, { turn: nextTurn, sourceCount: parts.length })
    nextTurn = shares.nextTurn
    const leftMs = Math.ceil(endsAt - performance.now())
    const asked = waiting.filter((_, index) => shares.counts[index] !== 0)
    const counts = shares.counts.filter((count) => count !== 0)
    const offsets = asked.map(([, { position }]) => position.offset)
    const reads = asked.map(([, part], index) => {
      const timeoutMs = Math.min(part.source.timeoutMs, leftMs)
      const count = counts[index] ?? 0
      return part.keeps === null
        ? readWindow(part, { count, mayCache: true, timeoutMs }, question)
        : readScan(part, { count, keeps: part.keeps, maxPages: part.source.maxScanPages, timeoutMs }, question)
    })
    const read = await Promise.all(reads)
    for (const [index, [place, part]] of asked.entries()) {
      const window = read[index] ?? []
      windows[place] = window
      notePlaces(part, window, { offset: offsets[index] ?? 0, context })
      context.onSource(part.source.id, part.durationMs)
    }
    if (asked.some(([, { status }]) => status === 'ok')) break
    waiting = waiting.filter((_, index) => shares.counts[index] === 0)
  } while (waiting.length > 0 && performance.now() < endsAt)
  // The array itself: its identity is the key of the shared JSON.
  const [only] = windows
  return { accounts: windows.length === 1 && only !== undefined ? only : windows.flat(), nextTurn }
}

/** Remembers the rows of a window's accounts. A scan does this itself. */
function notePlaces(
  { source, position, keeps, isWhole }: Part,
  window: readonly Account[],
  { offset, context }: { readonly offset: number; readonly context: CallContext }
): void {
  if (window.length === 0 || !isWhole || keeps !== null) return
  source.places.note(window, { row: offset, total: position.total }, context.callerTokens.get(source.id))
}

interface Shares {
  /** The share of each open source, in their order; 0 if it is not its turn. */
  readonly counts: readonly number[]
  /** Index of the first source on the next page, if they take turns. */
  readonly nextTurn: number
}

/**
 * Divides `limit` among the open sources: equal shares, and the first ones get the remainder. If there are fewer than one each,
 * they take turns, starting at `turn`. Sources are given by their index among `sourceCount`.
 */
function divideLimit(
  limit: number,
  open: readonly number[],
  { turn, sourceCount }: { readonly turn: number; readonly sourceCount: number }
): Shares {
  if (open.length === 0) return { counts: [], nextTurn: 0 }
  if (limit >= open.length) {
    const share = Math.floor(limit / open.length)
    const remainder = limit % open.length
    return { counts: open.map((_, index) => share + (index < remainder ? 1 : 0)), nextTurn: 0 }
  }
  const distance = (place: number): number => (place - turn + sourceCount) % sourceCount
  const inTurn = [...open].sort((left, right) => distance(left) - distance(right)).slice(0, limit)
  const last = inTurn.at(-1) ?? turn
  return { counts: open.map((place) => (inTurn.includes(place) ? 1 : 0)), nextTurn: (last + 1) % sourceCount }
}
