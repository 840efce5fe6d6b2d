import type { Account } from '../model/account.ts'
import { Failure } from '../problems/failure.ts'
import type { UpstreamPage } from '../sources/source.ts'
import { asFailure } from './as-failure.ts'
import { assembleWindow, type AssembledWindow, type Unclear } from './assemble-window.ts'
import type { Part } from './progress.ts'
import type { Question } from './question.ts'
import { readPage, type PageContext } from './read-page.ts'
import { coverWindow } from './window.ts'

export interface WindowOptions {
  /** Max rows. */
  readonly count: number
  /** Whether cached responses may be used. */
  readonly mayCache: boolean
  /** Milliseconds; at most the timeout of the source, which is the default. */
  readonly timeoutMs?: number
}

/**
 * Reads the next window of one source: the fewest upstream pages that cover it, in parallel, within the timeout of the source.
 * Updates the part and returns the accounts. A failure goes into the part, whose position stays: half a window is none. Throws
 * Abandoned when the caller is gone.
 */
export async function readWindow(
  part: Part,
  { count, mayCache, timeoutMs }: WindowOptions,
  { query, context }: Question
): Promise<Account[]> {
  const { source, position } = part
  const startedAt = performance.now()
  const deadline = source.deadlines.start(timeoutMs)
  context.endOnDisconnect(deadline)
  try {
    const asked: PageContext = { source, query, context, deadline, mayCache }
    const reads = pagesToRead(part, count)
    const [only] = reads
    const readings =
      reads.length === 1 && only !== undefined
        ? [await readPage(only, asked)]
        : await Promise.all(reads.map((page) => readPage(page, asked)))
    const pages = readings.map(({ result }) => result)
    const window = assembleWindow(source.calls, pages, { position, count, includeRaw: query.includeRaw })
    const end = window.unclear === null ? window : await clarify(window, window.unclear, asked)
    part.position = end.next
    part.warnings = end.warnings
    part.returned += window.accounts.length
    part.stale = readings.some(({ stale }) => stale)
    part.ageMs = Math.max(...readings.map(({ ageMs }) => ageMs))
    return window.accounts
  } catch (error) {
    part.status = 'failed'
    part.failure = asFailure(error, source.id, context)
    return []
  } finally {
    // Calls that still run belong to a page whose sibling failed.
    deadline.finish()
    part.durationMs += performance.now() - startedAt
  }
}

/** Pages that start behind the known end are left out because they are empty. The first one is always read. */
function pagesToRead({ source, position }: Part, count: number): UpstreamPage[] {
  const { offset, total } = position
  const pages = coverWindow({ offset, count }, source.maxPageSize, source.calls.grid)
  return total === null ? pages : pages.filter((page, index) => index === 0 || page.offset < total)
}

type WindowEnd = Pick<AssembledWindow, 'next' | 'warnings'>

/**
 * Asks for the upstream page behind the window. If it is empty, or refused as out of range, the list has ended. If it has rows,
 * the total is too low, or rows before it were not sent, and the walk goes on. If it fails the next window asks again, unless
 * this one has a gap.
 */
async function clarify({ next, warnings }: WindowEnd, { page, gap }: Unclear, asked: PageContext): Promise<WindowEnd> {
  if (!(await hasRows(page, asked, gap !== null))) return { next: { ...next, ended: true }, warnings }
  return { next, warnings: gap === null ? warnings : [...warnings, gap] }
}

/** Whether a page has rows. Where it fails they are assumed, or the failure is thrown. */
async function hasRows(page: UpstreamPage, asked: PageContext, mayThrow: boolean): Promise<boolean> {
  try {
    const { result } = await readPage(page, asked)
    return result.rows.length > 0
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (error.slug === 'upstream-parameter-rejected') return false
    if (mayThrow) throw error
    return true
  }
}
