import type { Failure } from '../problems/failure.ts'
import { toProblemSummary } from '../problems/to-problem.ts'
import type { RequestContext } from '../upstream/call-context.ts'
import type { ListConnection } from '../sources/open-sources.ts'
import { chooseSources, type Candidate } from './choose-sources.ts'
import { combineFailures, mostTelling } from './combine-failures.ts'
import { isComplete } from './completeness.ts'
import { decodeCursor, encodeCursor, start, type WalkState } from './cursor.ts'
import type { AccountsPage, SourceReport } from '../model/page.ts'
import { bindingOf, type AccountQuery } from '../model/query.ts'
import { readInTurn, unasked, type Part } from './read-parts.ts'

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
  const unread = candidates.map((candidate) => unasked(candidate, walk.positions.get(candidate.connection.id) ?? start))
  const { parts, nextTurn } = await readInTurn(unread, walk.turn, query, context)
  refuseIfFailed(query, parts)
  return pageOf(query, parts, nextTurn, binding)
}

function startOf({ cursor, page, limit }: AccountQuery, candidates: readonly Candidate[], binding: string): WalkState {
  if (cursor !== null) return decodeCursor(cursor, binding)
  const offset = page === null ? 0 : (page - 1) * limit
  return { positions: new Map(candidates.map(({ connection }) => [connection.id, { ...start, offset }])), turn: 0 }
}

/** The rule for an answer that would hold nothing, or less than the query allows. */
function refuseIfFailed({ partial }: AccountQuery, parts: readonly Part[]): void {
  const failed = parts.filter(({ status }) => status === 'failed')
  const skipped = parts.filter(({ status }) => status === 'skipped')
  const answered = parts.some(({ status }) => status === 'ok')
  if (failed.length === 0 && skipped.length === 0) return
  if (answered && partial === 'allow') return
  const reports = { sources: parts.map(reportOf) }
  const isForbidden = partial === 'forbid' && (failed.length > 0 || answered)
  const failures = isForbidden
    ? failuresOf([...failed, ...skipped])
    : failed.length > 0
      ? failuresOf(failed)
      : mostTelling(failuresOf(skipped))
  const [only] = failures
  throw parts.length === 1 && only !== undefined ? only : combineFailures(failures, reports)
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
  const positions = new Map(parts.map(({ connection, position }) => [connection.id, position]))
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

function reportOf({
  connection,
  status,
  accounts,
  warnings,
  durationMs,
  stale,
  ageMs,
  failure,
  position
}: Part): SourceReport {
  return {
    source: connection.id,
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
