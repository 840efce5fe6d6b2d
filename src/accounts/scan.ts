import type { Account } from '../model/account.ts'
import type { Failure } from '../problems/failure.ts'
import type { ReadPage } from '../sources/open-sources.ts'
import type { UpstreamPage } from '../sources/source.ts'
import { asFailure } from './as-failure.ts'
import type { AssembledWindow } from './assembled-window.ts'
import { boundedWarnings } from './bounded-warnings.ts'
import type { Position } from './cursor.ts'
import { findEnd } from './find-end.ts'
import { findOn } from './nearby.ts'
import type { Part } from './progress.ts'
import type { Question } from './question.ts'
import { readPage, type PageContext } from './read-page.ts'
import { mustBeChecked } from './read-window.ts'
import type { KeepAccount } from './scan-filters.ts'
import { scanPage } from './scan-page.ts'

export interface ScanOptions {
  /** Max accounts to find. */
  readonly count: number
  readonly keeps: KeepAccount
  /** Max upstream pages. */
  readonly maxPages: number
  /** The id of the wanted account. If its row is invalid, the scan fails. */
  readonly nativeId?: string
  /** Milliseconds, max and default: the timeout of the source. */
  readonly timeoutMs?: number
}

/** How a scan ended. */
export interface ScanEnd {
  readonly found: Account[]
  /** The failure that stopped it; null if enough was found, the list ended, or the max number of pages was read. */
  readonly failure: Failure | null
  /** The position before the first missing rows; null if there are none. */
  readonly gapAt: Position | null
}

/** Like `scanList`, and returns the accounts. A part has failed if no row was examined before the failure. */
export async function readScan(part: Part, options: ScanOptions, question: Question): Promise<Account[]> {
  const { found, failure } = await scanList(part, options, question)
  if (failure !== null && part.examined === 0) {
    part.status = 'failed'
    part.failure = failure
  }
  return found
}

/**
 * Reads the list of one source from its position and keeps the matches, until enough is found, the list ends, or pages or time
 * run out. Updates the part, whose position is then behind the last row examined. If a page fails, the rows before it count.
 * Throws Abandoned when the caller has disconnected.
 */
export async function scanList(part: Part, options: ScanOptions, { query, context }: Question): Promise<ScanEnd> {
  const { source } = part
  const startedAt = performance.now()
  const deadline = source.deadlines.start(options.timeoutMs)
  context.endOnDisconnect(deadline)
  let failure: Failure | null = null
  let scan: Scan | null = null
  try {
    scan = new Scan(part, options, { source, query, context, deadline, mayCache: false, isScan: true })
    await scan.readThrough()
  } catch (error) {
    failure = asFailure(error, source.id, context)
    if (scan?.endsWith(failure) === true) failure = null
  } finally {
    // Ends the calls for pages that are not needed.
    deadline.finish()
    part.durationMs += performance.now() - startedAt
  }
  return { ...(scan?.finish() ?? { found: [], gapAt: null }), failure }
}

class Scan {
  readonly found: Account[] = []
  private readonly part: Part
  private readonly options: ScanOptions
  private readonly asked: PageContext
  private readonly warnings = boundedWarnings()
  private pagesLeft: number
  /** What only the next upstream page can show. */
  private unclear: AssembledWindow['unclear'] = null
  private gapAt: Position | null = null
  /** Where the last page began. */
  private before: Position

  constructor(part: Part, options: ScanOptions, asked: PageContext) {
    this.part = part
    this.options = options
    this.asked = asked
    this.pagesLeft = options.maxPages
    this.before = part.position
  }

  async readThrough(): Promise<void> {
    while (this.goesOn()) {
      const pages = this.nextPages()
      this.pagesLeft -= pages.length
      const readings = pages.map((page) => readPage(page, this.asked))
      // A page that fails behind the end of the scan does not matter.
      for (const reading of readings) reading.catch(() => {})
      for (const reading of readings) {
        const { result } = await reading
        await this.examine(result)
        // If the list has moved, the pages behind it no longer fit.
        const isBehind = this.part.position.offset !== result.offset + result.size
        if (this.isFull || this.part.position.ended || isBehind) break
      }
    }
  }

  /** Whether this failure only means that the list has ended: an upstream may refuse a page behind its end. */
  endsWith({ slug }: Failure): boolean {
    const { position } = this.part
    const isBehind = position.total !== null && position.offset > 0 && position.offset >= position.total
    if (slug !== 'upstream-parameter-rejected' || !isBehind) return false
    this.part.position = { ...position, ended: true }
    this.unclear = null
    return true
  }

  finish(): Pick<ScanEnd, 'found' | 'gapAt'> {
    this.noteGap()
    this.part.returned += this.found.length
    this.part.warnings = this.warnings.list()
    return { found: this.found, gapAt: this.gapAt }
  }

  private get isFull(): boolean {
    return this.found.length >= this.options.count
  }

  /** If a short page may be a gap, one more page is read. */
  private goesOn(): boolean {
    if (this.part.position.ended) return false
    if (this.isFull) return this.unclear !== null && this.pagesLeft > 0
    return this.pagesLeft > 0 || (this.unclear !== null && this.unclear.gap !== null)
  }

  /** The largest pages from the position on: first one, then as many at once as are likely to be needed. */
  private nextPages(): UpstreamPage[] {
    const { source, position } = this.part
    const { offset, total } = position
    const size = source.maxPageSize
    const first = source.calls.grid === 'rows' ? offset : offset - (offset % size)
    const count = Math.max(1, Math.min(this.pagesAtOnce(size), this.pagesLeft))
    const pages = Array.from({ length: count }, (_, index) => ({ offset: first + index * size, size }))
    return pages.filter((page, index) => index === 0 || total === null || page.offset < total)
  }

  private pagesAtOnce(size: number): number {
    const { examined, source } = this.part
    const { maxScans } = source.bulkhead
    if (examined === 0 || this.isFull || mustBeChecked(this.part)) return 1
    if (this.found.length === 0) return maxScans
    const rowsNeeded = ((this.options.count - this.found.length) * examined) / this.found.length
    return Math.min(maxScans, Math.ceil(rowsNeeded / size))
  }

  private async examine(page: ReadPage): Promise<void> {
    if (page.offset + page.rows.length > this.part.position.offset) this.noteGap()
    this.unclear = null
    // This page was only read to see whether the list continues.
    if (this.isFull && page.rows.length > 0) return
    const { part, asked } = this
    const { position } = part
    const { nativeId, keeps, count } = this.options
    this.before = position
    const wanted = count - this.found.length
    const { window, matches, examined } = await scanPage(page, { part, keeps, wanted, asked })
    this.found.push(...matches)
    part.examined += examined
    const { unclear } = window
    const isInPage = unclear?.endsInPage === true
    const { next, warnings } = isInPage ? await findEnd(window, unclear, asked) : window
    part.position = next
    this.unclear = isInPage ? null : unclear
    for (const warning of warnings) {
      this.warnings.add(warning)
      if (warning.code === 'short-page') this.gapAt ??= position
    }
    // The wanted account may be among the invalid rows.
    if (nativeId !== undefined && this.found.length === 0 && window.warnings.length > 0) findOn(page, nativeId, asked)
  }

  /** Reports the unclear end of a page as a gap. */
  private noteGap(): void {
    const gap = this.unclear?.gap ?? null
    if (gap !== null) {
      this.warnings.add(gap)
      this.gapAt ??= this.before
    }
    this.unclear = null
  }
}
