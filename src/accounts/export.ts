import { Failure } from '../problems/failure.ts'
import { toProblemSummary } from '../problems/to-problem.ts'
import type { RequestContext } from '../upstream/call-context.ts'
import type { ListConnection } from '../sources/open-sources.ts'
import type { Account } from '../model/account.ts'
import type { ExportEnd } from '../model/export-end.ts'
import { asFailure } from './as-failure.ts'
import { chooseSources } from './choose-sources.ts'
import { combineFailures, mostTelling } from './combine-failures.ts'
import { isComplete } from './completeness.ts'
import { start, type Position } from './cursor.ts'
import type { WindowAnswer } from './assemble-window.ts'
import { keepWarnings, type KeptWarnings } from './kept-warnings.ts'
import type { SourceReport } from '../model/page.ts'
import type { AccountQuery } from '../model/query.ts'
import { readWindow } from './read-window.ts'

export interface AccountExport {
  /** How many accounts there will be, where one source alone says so; null otherwise. */
  readonly total: number | null
  /**
   * The accounts, one upstream page after the other, each asked for while the one before it is being read. Gives how it ended
   * when it is through. Where `whole` was asked for, it throws instead of leaving anything out.
   */
  readonly pages: AsyncGenerator<readonly Account[], ExportEnd, void>
}

interface Part {
  readonly connection: ListConnection
  status: SourceReport['status']
  returned: number
  position: Position
  readonly warnings: KeptWarnings
  problem: Failure | null
  durationMs: number
}

/**
 * Every account of the query's sources, source after source. The first upstream page is read before this returns: a failure
 * until then is thrown, and so an answer of its own. `whole`: rather break off than leave anything out.
 */
export async function exportAccounts(
  query: AccountQuery,
  visible: readonly ListConnection[],
  context: RequestContext,
  whole: boolean
): Promise<AccountExport> {
  const parts = chooseSources(visible, query, context).map(({ connection, skipped }): Part => ({
    connection,
    status: skipped === null ? 'ok' : 'skipped',
    returned: 0,
    position: start,
    warnings: keepWarnings(),
    problem: skipped,
    durationMs: 0
  }))
  const open = parts.filter(({ status }) => status === 'ok')
  refuseSkipped(parts, open.length === 0 || whole)
  const next = (part: Part | undefined): Promise<WindowAnswer> | null =>
    part === undefined ? null : askFor(part, query, context)
  const first = next(open[0])
  const opening = await first?.finally(() => {
    if (open[0] !== undefined) context.onSource(open[0].connection.id, open[0].durationMs)
  })
  return {
    total: parts.length === 1 ? (opening?.next.total ?? null) : null,
    pages: walk(parts, open, first, next, whole)
  }
}

/**
 * Gives page after page. While one is being read the next is on its way: of the same source, or of the next one where this
 * source has ended or failed. At most one page is asked for ahead, so that the reader's pace is the upstreams' pace.
 */
async function* walk(
  parts: readonly Part[],
  open: readonly Part[],
  first: Promise<WindowAnswer> | null,
  next: (part: Part | undefined) => Promise<WindowAnswer> | null,
  whole: boolean
): AsyncGenerator<readonly Account[], ExportEnd, void> {
  let asked = first
  for (const [index, part] of open.entries()) {
    while (asked !== null) {
      const answer: WindowAnswer | null = await settle(asked, part, whole)
      const goesOn = answer !== null && !answer.next.ended
      asked = next(goesOn ? part : open[index + 1])
      // Its failure is told when its turn comes; should the reader leave before, nobody has to know.
      asked?.catch(() => {})
      if (answer !== null) yield answer.accounts
      if (!goesOn) break
    }
  }
  const sources = parts.map(reportOf)
  const complete = isComplete(sources)
  if (whole && !complete) {
    throw new Failure('upstream-response-invalid', { detail: 'the export is not whole: rows are missing' })
  }
  return { complete, count: parts.reduce((sum, { returned }) => sum + returned, 0), sources }
}

/** One upstream page's worth of the source's list, on from where the part stands. */
async function askFor(part: Part, query: AccountQuery, context: RequestContext): Promise<WindowAnswer> {
  const startedAt = performance.now()
  try {
    // An export is to be how things are now, and would push out what is asked for more often.
    const { connection, position } = part
    const answer = await readWindow(connection, position, connection.maxPageSize, query, context, { mayKeep: false })
    part.position = answer.next
    return answer
  } catch (error) {
    throw asFailure(error, part.connection.id, context)
  } finally {
    part.durationMs += performance.now() - startedAt
  }
}

/** What came back, booked on its part; null when it failed and the export goes on without the rest of this source. */
async function settle(asked: Promise<WindowAnswer>, part: Part, whole: boolean): Promise<WindowAnswer | null> {
  try {
    const answer = await asked
    part.returned += answer.accounts.length
    for (const warning of answer.warnings) part.warnings.keep(warning)
    return answer
  } catch (error) {
    if (whole || !(error instanceof Failure)) throw error
    part.status = 'failed'
    part.problem = error
    return null
  }
}

function refuseSkipped(parts: readonly Part[], refuse: boolean): void {
  const skipped = parts.map(({ problem }) => problem).filter((problem) => problem !== null)
  const [only] = skipped
  if (!refuse || only === undefined) return
  throw parts.length === 1 ? only : combineFailures(mostTelling(skipped), { sources: parts.map(reportOf) })
}

function reportOf({ connection, status, returned, position, warnings, problem, durationMs }: Part): SourceReport {
  return {
    source: connection.id,
    status,
    returned,
    total: position.total,
    durationMs: Math.round(durationMs),
    stale: false,
    ageMs: 0,
    warnings: warnings.told(),
    problem: problem === null ? null : toProblemSummary(problem)
  }
}
