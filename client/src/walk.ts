import type { Account, AccountsPage, SourceReport } from './answers.ts'
import { ProblemError, WalkIncomplete } from './errors.ts'
import { mergeProblem, mergeReports } from './merge-reports.ts'
import { describeMissing, explainsLosses, missingFrom, toWalkEnd, type Missing, type WalkEnd } from './walk-end.ts'

/** A page of a walk. */
export type WalkPage<Item = Account> = AccountsPage<Item> & {
  /** The sources whose accounts are missing from this page, and why. Empty if the page is complete. */
  readonly missing: readonly Missing[]
}

export interface Walk {
  /** Reads the page at a cursor; null is the first page. */
  readonly readPage: (cursor: string | null) => Promise<AccountsPage>
  /** Return the end instead of throwing a WalkIncomplete. */
  readonly allowIncomplete: boolean
  /** Consecutive pages without accounts, on top of one per source, before the walk gives up. */
  readonly maxEmptyPages: number
  /** Waits before the next page if a source fails and the last `emptyPages` pages had no accounts. */
  readonly pause: (emptyPages: number) => Promise<void>
  readonly signal: AbortSignal | undefined
}

/**
 * Yields every account of a query, page by page. The next page is read after the last account of a page is taken. Returns how the
 * walk ended. Throws like `walkPages`, and the signal's reason.
 */
export async function* walkAccounts(walk: Walk): AsyncGenerator<Account, WalkEnd, void> {
  const pages = walkPages(walk)
  for (;;) {
    const { done, value } = await pages.next()
    if (done === true) return value
    for (const account of value.data) {
      walk.signal?.throwIfAborted()
      yield account
    }
  }
}

/**
 * Yields every page of a query. If a source fails, the walk continues and the source's accounts arrive on later pages. Returns how
 * the walk ended. Throws a WalkIncomplete at the end if accounts are missing, unless `allowIncomplete` is set. Throws any error of
 * `readPage` at once, except a problem of sources after the first page, which ends the walk.
 */
export async function* walkPages(walk: Walk): AsyncGenerator<WalkPage, WalkEnd, void> {
  let reports: readonly SourceReport[] = []
  let finished: readonly SourceReport[] = []
  let complete = true
  let count = 0
  let emptyPages = 0
  let problem: ProblemError | undefined
  for (let cursor: string | null = null; ;) {
    const page: AccountsPage | ProblemError = await readNext(walk, cursor)
    if ('problem' in page) {
      problem = page
      reports = mergeProblem(reports, page.problem)
      break
    }
    reports = mergeReports(reports, page.sources)
    complete &&= explainsLosses(page)
    count += page.data.length
    yield { ...page, missing: missingFrom(page) }
    cursor = page.page.nextCursor
    if (cursor === null) {
      finished = page.sources
      break
    }
    emptyPages = isEmpty(page) ? emptyPages + 1 : 0
    if (emptyPages > walk.maxEmptyPages + reports.length) break
    if (emptyPages > 0 && reports.some(({ status }) => status === 'failed')) await walk.pause(emptyPages)
  }
  const end = toWalkEnd({ reports, count, finished, complete })
  if (end.complete || walk.allowIncomplete) return end
  throw new WalkIncomplete(describeMissing(end), end, problem)
}

/** The page at the cursor; after the first page, also the problem of sources that failed. */
async function readNext({ readPage }: Walk, cursor: string | null): Promise<AccountsPage | ProblemError> {
  try {
    return await readPage(cursor)
  } catch (error) {
    if (cursor === null || !(error instanceof ProblemError)) throw error
    const { source, sources } = error.problem
    if (source === undefined && sources === undefined) throw error
    return error
  }
}

/** Without accounts, warnings and scanned rows: unreadable rows and rows that do not match are progress, too. */
function isEmpty({ data, sources }: AccountsPage): boolean {
  return data.length === 0 && sources.every(({ warnings, scan }) => warnings.length === 0 && !scan?.rows)
}
