import type { Failure } from '../problems/failure.ts'
import { toProblemSummary } from '../problems/problem.ts'
import type { RequestContext } from '../sources/request-context.ts'
import type { ListConnection } from '../sources/connection.ts'
import type { Account } from './account.ts'
import { asFailure } from './as-failure.ts'
import { chooseSources, type Candidate } from './choose-sources.ts'
import { combineFailures, mostTelling } from './combine-failures.ts'
import { isComplete } from './completeness.ts'
import { decodeCursor, encodeCursor, start, type Position, type WalkState } from './cursor.ts'
import type { AccountsPage, SourceReport, Warning } from './page.ts'
import { bindingOf, type AccountQuery } from './query.ts'
import { readWindow } from './read-window.ts'
import { divideLimit } from './shares.ts'

/** What became of one source of the query on this page. */
interface Part {
  readonly id: string
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

/**
 * One page of accounts from one source or several, asked in parallel. What a failed source holds stays for a later page.
 * Throws a Failure when no source could answer, or one could not and the query forbids that.
 */
export async function listAccounts(
  query: AccountQuery,
  visible: readonly ListConnection[],
  context: RequestContext
): Promise<AccountsPage> {
  const candidates = chooseSources(visible, query, context)
  const binding = bindingOf(query)
  const walk = startOf(query, candidates, binding)
  const positions = candidates.map(({ connection }) => walk.positions.get(connection.id) ?? start)
  const open = candidates.flatMap(({ skipped }, place) => (skipped === null && !positions[place]?.ended ? [place] : []))
  const { counts, nextTurn } = divideLimit(query.limit, open, walk.turn, candidates.length)
  const parts = await Promise.all(
    candidates.map((candidate, place) => {
      const count = counts[open.indexOf(place)] ?? 0
      return readPart(candidate, positions[place] ?? start, count, query, context)
    })
  )
  refuseIfFailed(query, parts)
  return pageOf(query, parts, nextTurn, binding)
}

function startOf({ cursor, page, limit }: AccountQuery, candidates: readonly Candidate[], binding: string): WalkState {
  if (cursor !== null) return decodeCursor(cursor, binding)
  const offset = page === null ? 0 : (page - 1) * limit
  return { positions: new Map(candidates.map(({ connection }) => [connection.id, { ...start, offset }])), turn: 0 }
}

async function readPart(
  { connection, skipped }: Candidate,
  position: Position,
  count: number,
  query: AccountQuery,
  context: RequestContext
): Promise<Part> {
  const idle = {
    id: connection.id,
    accounts: [],
    warnings: [],
    durationMs: 0,
    stale: false,
    ageMs: 0,
    failure: null,
    position
  }
  if (position.ended) return { ...idle, status: 'done' }
  if (skipped !== null) return { ...idle, status: 'skipped', failure: skipped }
  if (count === 0) return { ...idle, status: 'ok' }
  const startedAt = performance.now()
  try {
    const { accounts, warnings, next, stale, ageMs } = await readWindow(connection, position, count, query, context)
    return {
      ...idle,
      status: 'ok',
      accounts,
      warnings,
      durationMs: took(startedAt, connection.id, context),
      stale,
      ageMs,
      position: next
    }
  } catch (error) {
    const failure = asFailure(error, connection.id, context)
    return { ...idle, status: 'failed', failure, durationMs: took(startedAt, connection.id, context) }
  }
}

function took(startedAt: number, source: string, { onSource }: RequestContext): number {
  const durationMs = performance.now() - startedAt
  onSource(source, durationMs)
  return Math.round(durationMs)
}

/** The rule for an answer that would hold nothing, or less than the query allows. */
function refuseIfFailed({ partial }: AccountQuery, parts: readonly Part[]): void {
  const failed = parts.filter(({ status }) => status === 'failed')
  const skipped = parts.filter(({ status }) => status === 'skipped')
  const answered = parts.some(({ status }) => status === 'ok')
  if (failed.length === 0 && skipped.length === 0) return
  if (answered && partial === 'allow') return
  const reports = { sources: parts.map(reportOf) }
  const failures = failuresToAnswer(partial, failuresOf(failed), failuresOf(skipped))
  const [only] = failures
  throw parts.length === 1 && only !== undefined ? only : combineFailures(failures, reports)
}

function failuresToAnswer(partial: AccountQuery['partial'], failed: Failure[], skipped: Failure[]): Failure[] {
  if (partial === 'forbid') return [...failed, ...skipped]
  return failed.length > 0 ? failed : mostTelling(skipped)
}

function failuresOf(parts: readonly Part[]): Failure[] {
  return parts.map(({ failure }) => failure).filter((failure) => failure !== null)
}

function pageOf(
  { limit, page }: AccountQuery,
  parts: readonly Part[],
  nextTurn: number,
  binding: string
): AccountsPage {
  const sources = parts.map(reportOf)
  const walkGoesOn = parts.some(({ status, position }) => status !== 'skipped' && !position.ended)
  const positions = new Map(parts.map(({ id, position }) => [id, position]))
  return {
    data: parts.flatMap(({ accounts }) => accounts),
    page: {
      limit,
      number: page,
      total: sumOfTotals(sources),
      nextCursor: walkGoesOn ? encodeCursor({ positions, turn: nextTurn }, binding) : null
    },
    sources,
    complete: isComplete(sources)
  }
}

function reportOf({ id, status, accounts, warnings, durationMs, stale, ageMs, failure, position }: Part): SourceReport {
  return {
    source: id,
    status,
    returned: accounts.length,
    total: status === 'skipped' ? null : position.total,
    durationMs,
    stale,
    ageMs: Math.round(ageMs),
    warnings,
    problem: failure === null ? null : toProblemSummary(failure)
  }
}

function sumOfTotals(sources: readonly SourceReport[]): number | null {
  let sum = 0
  for (const { total } of sources) {
    if (total === null) return null
    sum += total
  }
  return sum
}
