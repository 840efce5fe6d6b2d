import type { Account } from '../model/account.ts'
import type { ReadPage } from '../sources/open-sources.ts'
import type { UpstreamPage } from '../sources/source.ts'
import type { Reading } from '../upstream/call.ts'
import { asFailure } from './as-failure.ts'
import { assembleWindow } from './assemble-window.ts'
import type { AssembledWindow, Window } from './assembled-window.ts'
import { findEnd } from './find-end.ts'
import type { Part } from './progress.ts'
import type { Question } from './question.ts'
import { readPage, type PageContext } from './read-page.ts'
import { readAgain, relocate } from './relocate.ts'
import { coverWindow } from './window.ts'

export interface WindowOptions {
  /** Max rows. */
  readonly count: number
  /** Whether cached responses may be used. */
  readonly mayCache: boolean
  /** Milliseconds, max and default: the timeout of the source. */
  readonly timeoutMs?: number
}

/**
 * Reads the next window of one source: the fewest upstream pages that cover it, in parallel, within the timeout of the source. If
 * the list has moved, the position of the walk is searched first. Updates the part and returns the accounts. A failure is stored
 * in the part, whose position stays. Throws Abandoned when the caller has disconnected.
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
    const wanted: Window = { position, count, includeRaw: query.includeRaw, given: null }
    let read: WindowReading | null = null
    if (!mustBeChecked(part)) {
      const pages = pagesToRead(part, count)
      const [only] = pages
      const readings =
        pages.length === 1 && only !== undefined
          ? [await readPage(only, asked)]
          : await Promise.all(pages.map((page) => readPage(page, asked)))
      read = { readings, window: assembleWindow(source.calls, pagesToTrust(readings), wanted) }
    }
    if (read === null || read.window.movement !== null) read = await settle(wanted, read, asked)
    const { readings, window } = read
    const end = window.unclear === null ? window : await findEnd(window, window.unclear, asked)
    part.position = end.next
    part.warnings = end.warnings
    part.returned += window.accounts.length
    part.stale = readings.some(({ stale }) => stale)
    part.ageMs = readings.reduce((oldest, { ageMs }) => Math.max(oldest, ageMs), 0)
    return window.accounts
  } catch (error) {
    part.status = 'failed'
    part.failure = asFailure(error, source.id, context)
    return []
  } finally {
    // Ends the calls that still run after a sibling has failed.
    deadline.finish()
    part.durationMs += performance.now() - startedAt
  }
}

interface WindowReading {
  /** Empty if the window was read again. */
  readonly readings: readonly Reading<ReadPage>[]
  readonly window: AssembledWindow
}

/** Whether the position of a walk must be checked on every page: on request, or because the list reports no total. */
export function mustBeChecked({ source, position }: Part): boolean {
  return position.anchors.length > 0 && (position.total === null || source.walkCheck === 'always')
}

/** The pages of a window without those behind the known end, which are empty. The first one is always read. */
function pagesToRead({ source, position }: Part, count: number): UpstreamPage[] {
  const { offset, total } = position
  const pages = coverWindow({ offset, count }, source.maxPageSize, source.calls.grid)
  if (source.walkCheck === 'always') return pages.slice(0, 1)
  return total === null ? pages : pages.filter((page, index) => index === 0 || page.offset < total)
}

/** All pages. Without a total a movement between two pages is invisible, so only the first page that has rows counts. */
function pagesToTrust(readings: readonly Reading<ReadPage>[]): ReadPage[] {
  const pages = readings.map(({ result }) => result)
  const isSafe = pages.length === 1 || pages.some(({ total }) => total !== null)
  return isSafe || pages.slice(1).every(({ rows }) => rows.length === 0) ? pages : pages.slice(0, 1)
}

/** Searches the position of the walk in a list that has moved, or may have. */
async function settle(wanted: Window, read: WindowReading | null, asked: PageContext): Promise<WindowReading> {
  const first = read && {
    window: read.window,
    pages: read.readings.map(({ result }) => result),
    isCached: read.readings.some(({ ageMs }) => ageMs > 0)
  }
  const search = { window: wanted, first, asked: { ...asked, mayCache: false } }
  const window = wanted.position.anchors.length > 0 ? await relocate(search) : await readAgain(search)
  return { window, readings: window === first?.window ? (read?.readings ?? []) : [] }
}
