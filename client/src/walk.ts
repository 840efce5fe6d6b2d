import type { Account, AccountsPage, SourceReport } from './answers.ts'
import { ProblemError, WalkIncomplete } from './errors.ts'
import { addProblem, addReports, describe, endOf, saysWhatIsMissing, type WalkEnd } from './walk-end.ts'

export interface WalkRules {
  /** Return how it ended, also where accounts are missing, instead of throwing a WalkIncomplete. */
  readonly allowIncomplete: boolean
  /** Pages to ask for, after every source had its turn, while no account comes. */
  readonly retries: number
  /** Called before the next page where a source fails and no account came, with how many such pages there were. */
  readonly pause: (pages: number) => Promise<void>
  readonly signal: AbortSignal | undefined
}

/**
 * Every account of the query, page after page; the next page is asked for when all of one were taken. A source that fails keeps
 * its place, so its accounts come on a later page. Returns how the walk ended. Throws a WalkIncomplete at the end when accounts are
 * missing, and at once the signal's reason or whatever `read` throws, unless it tells of sources that failed after the first page.
 */
export async function* walk(
  read: (cursor: string | null) => Promise<AccountsPage>,
  { allowIncomplete, retries, pause, signal }: WalkRules
): AsyncGenerator<Account, WalkEnd, void> {
  let sources: readonly SourceReport[] = []
  let through: readonly SourceReport[] = []
  let whole = true
  let cursor: string | null = null
  let count = 0
  let idle = 0
  let cause: unknown
  for (;;) {
    const page: AccountsPage | ProblemError = await readOn(read, cursor)
    if (page instanceof ProblemError) {
      cause = page
      sources = addProblem(sources, page.problem)
      break
    }
    sources = addReports(sources, page.sources)
    whole &&= saysWhatIsMissing(page)
    count += page.data.length
    for (const account of page.data) {
      signal?.throwIfAborted()
      yield account
    }
    cursor = page.page.nextCursor
    if (cursor === null) {
      through = page.sources
      break
    }
    idle = isIdle(page) ? idle + 1 : 0
    if (idle > retries + sources.length) break
    if (idle > 0 && sources.some(({ status }) => status === 'failed')) await pause(idle)
  }
  const end = endOf(sources, count, through, whole)
  if (end.complete || allowIncomplete) return end
  throw new WalkIncomplete(describe(end), end, cause === undefined ? {} : { cause })
}

/** The page; or, after the first, the problem of sources that do not come back. */
async function readOn(
  read: (cursor: string | null) => Promise<AccountsPage>,
  cursor: string | null
): Promise<AccountsPage | ProblemError> {
  try {
    return await read(cursor)
  } catch (error) {
    if (cursor === null || !(error instanceof ProblemError)) throw error
    const { source, sources } = error.problem
    if (source === undefined && sources === undefined) throw error
    return error
  }
}

/** Nothing came. Rows that could not be read are a step forward, too. */
function isIdle({ data, sources }: AccountsPage): boolean {
  return data.length === 0 && sources.every(({ warnings }) => warnings.length === 0)
}
