import type { Account } from '../model/account.ts'
import type { Warning } from '../model/page.ts'
import type { Failure } from '../problems/failure.ts'
import type { ReadPage } from '../sources/open-sources.ts'
import type { UpstreamPage } from '../sources/source.ts'
import { asFailure } from './as-failure.ts'
import { assembleWindow } from './assemble-window.ts'
import type { AssembledWindow } from './assembled-window.ts'
import { boundedWarnings } from './bounded-warnings.ts'
import type { Position } from './cursor.ts'
import { findEnd } from './find-end.ts'
import { findOn } from './nearby.ts'
import type { Part } from './progress.ts'
import type { Question } from './question.ts'
import { readPage, type PageContext } from './read-page.ts'
import { mustBeChecked } from './read-window.ts'
import { relocate } from './relocate.ts'
import type { KeepAccount } from './scan-filters.ts'

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

  private readonly callerToken: string | null
  private gapAt: Position | null = null
  /** Where the last page began. */
  private before: Position

  constructor(part: Part, options: ScanOptions, asked: PageContext) {
    this.part = part
    this.options = options
    this.asked = asked
    this.pagesLeft = options.maxPages
    this.before = part.position
    this.callerToken = asked.context.callerTokens.get(part.source.id)
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
    const { position } = this.part
    const { nativeId } = this.options
    this.before = position
    const count = page.offset + page.size - position.offset
    const whole = this.windowOf(page, count)
    let window: AssembledWindow
    if (whole.movement === null && !mustBeChecked(this.part)) {
      const rows = this.keep(page, whole)
      window = rows === null ? whole : this.windowOf(page, rows)
      const examinedTo = Math.min(page.offset + page.rows.length, window.next.offset)
      this.part.examined += Math.max(examinedTo - position.offset, 0)
    } else {
      window = await this.settle(page, count)
      this.found.push(...window.accounts.filter(this.options.keeps))
      this.part.examined += window.accounts.length + window.warnings.filter(({ row }) => row !== undefined).length
    }
    const { next, warnings } =
      window.unclear?.goesOn === true ? await findEnd(window, window.unclear, this.asked) : window
    this.part.position = next
    this.unclear = window.unclear?.goesOn === true ? null : window.unclear
    for (const warning of warnings) {
      this.warnings.add(warning)
      if (warning.code === 'short-page') this.gapAt ??= position
    }
    // The wanted account may be among the invalid rows.
    if (nativeId !== undefined && this.found.length === 0 && window.warnings.length > 0)
      findOn(page, nativeId, this.asked)
  }

  /**
   * The window at the position in a list that has moved, or may have. It must not hold more matches than wanted, because the
   * report cannot say which of its rows was the last one examined. So it is halved until it fits.
   */
  private async settle(page: ReadPage, most: number): Promise<AssembledWindow> {
    const { position } = this.part
    const { keeps, count } = this.options
    for (let rows = most; ; rows = Math.ceil(rows / 2)) {
      const wanted = { position, count: rows, includeRaw: this.asked.query.includeRaw, given: null }
      const first = this.windowOf(page, rows)
      const settled = await relocate({
        window: wanted,
        first: first.movement === null ? null : { pages: [page], window: first, isCached: false },
        asked: this.asked
      })
      const matching = settled.accounts.filter(keeps).length
      if (rows === 1 || this.found.length + matching <= count) return settled
    }
  }

  /** Keeps the matches. Returns the number of rows examined if enough was found before the last row; null otherwise. */
  private keep(page: ReadPage, { accounts, warnings }: AssembledWindow): number | null {
    const { position, source } = this.part
    for (const [index, account] of accounts.entries()) {
      if (!this.options.keeps(account)) continue
      this.found.push(account)
      const place = placeOf(index, position.offset, warnings)
      if (this.part.isWhole) source.places.note([account], { row: place, total: page.total }, this.callerToken)
      if (!this.isFull) continue
      return place + 1 < page.offset + page.rows.length ? place + 1 - position.offset : null
    }
    return null
  }

  private windowOf(page: ReadPage, count: number): AssembledWindow {
    const { source, position } = this.part
    return assembleWindow(source.calls, [page], {
      position,
      count,
      includeRaw: this.asked.query.includeRaw,
      given: null
    })
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

/** The row of the account at an index. Invalid rows count too. */
function placeOf(index: number, offset: number, warnings: readonly Warning[]): number {
  const invalid = new Set(warnings.filter(({ code }) => code === 'row-invalid').map(({ row }) => row))
  let place = offset
  for (let left = index; invalid.has(place) || left > 0; place++) if (!invalid.has(place)) left--
  return place
}
