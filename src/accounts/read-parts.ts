import type { Failure } from '../problems/failure.ts'
import type { ListConnection } from '../sources/open-sources.ts'
import type { RequestContext } from '../upstream/call-context.ts'
import type { Account } from '../model/account.ts'
import { asFailure } from './as-failure.ts'
import type { Candidate } from './choose-sources.ts'
import type { Position } from './cursor.ts'
import type { SourceReport, Warning } from '../model/page.ts'
import type { AccountQuery } from '../model/query.ts'
import { readWindow } from './read-window.ts'
import { divideLimit } from './shares.ts'

/** What became of one source of the query on this page. */
export interface Part {
  readonly connection: ListConnection
  readonly status: SourceReport['status']
  readonly accounts: readonly Account[]
  readonly warnings: Warning[]
  readonly durationMs: number
  readonly stale: boolean
  readonly ageMs: number
  readonly failure: Failure | null
  /** Where the source stands after this page. */
  readonly position: Position
}

/** The part of a source that is not asked, or not yet. */
export function unasked({ connection, skipped }: Candidate, position: Position): Part {
  return {
    connection,
    status: position.ended ? 'done' : skipped === null ? 'ok' : 'skipped',
    accounts: [],
    warnings: [],
    durationMs: 0,
    stale: false,
    ageMs: 0,
    failure: position.ended ? null : skipped,
    position
  }
}

/**
 * Asks those that are open in parallel, each for its share. Where they are more than `limit`, those whose turn it is; and should
 * they all fail, the next ones, for as long as the slowest source's timeout lasts: a page may be without accounts only where
 * nobody could be asked who has some.
 */
export async function readInTurn(
  parts: readonly Part[],
  turn: number,
  query: AccountQuery,
  context: RequestContext
): Promise<{ parts: Part[]; nextTurn: number }> {
  const latest = new Map(parts.entries())
  let waiting = [...latest].filter(([, { status }]) => status === 'ok')
  let next = turn
  const endsAt = performance.now() + Math.max(...parts.map(({ connection }) => connection.timeoutMs))
  do {
    const places = waiting.map(([place]) => place)
    const { counts, nextTurn } = divideLimit(query.limit, places, next, parts.length)
    next = nextTurn
    const asked = waiting.filter((_part, index) => counts[index] !== 0)
    const timeLeftMs = Math.ceil(endsAt - performance.now())
    const shares = counts.filter((count) => count !== 0)
    const read = await Promise.all(
      asked.map(([, part], index) => readPart(part, shares[index] ?? 0, timeLeftMs, query, context))
    )
    asked.forEach(([place, part], index) => latest.set(place, read[index] ?? part))
    if (read.some(({ status }) => status === 'ok')) break
    waiting = waiting.filter((_part, index) => counts[index] === 0)
  } while (waiting.length > 0 && performance.now() < endsAt)
  return { parts: [...latest.values()], nextTurn: next }
}

async function readPart(
  part: Part,
  count: number,
  timeLeftMs: number,
  query: AccountQuery,
  context: RequestContext
): Promise<Part> {
  const { connection, position } = part
  const timeoutMs = Math.min(connection.timeoutMs, timeLeftMs)
  const startedAt = performance.now()
  try {
    const { next, ...answer } = await readWindow(connection, position, count, query, context, { timeoutMs })
    return { ...part, ...answer, position: next, durationMs: took(startedAt, connection.id, context) }
  } catch (error) {
    const failure = asFailure(error, connection.id, context)
    return { ...part, status: 'failed', failure, durationMs: took(startedAt, connection.id, context) }
  }
}

function took(startedAt: number, source: string, { onSource }: RequestContext): number {
  const durationMs = performance.now() - startedAt
  onSource(source, durationMs)
  return Math.round(durationMs)
}
