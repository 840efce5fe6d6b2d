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
  /** The one account that is wanted: if its row cannot be mapped, the scan fails. */
  readonly nativeId?: string
  /** Milliseconds; at most the timeout of the source, which is the default. */
  readonly timeoutMs?: number
}

/** How a scan ended. */
export interface ScanEnd {
  readonly found: Account[]
  /** What it was stopped by; null where enough was found, the list ended, or no page was left. */
  readonly failure: Failure | null
  /** The position in front of the first rows that were not sent; null if all were. */
  readonly gapAt: Position | null
}

/** Reads as `scanList` does, and returns what was found. A part of which nothing was looked at before a failure has failed. */
export async function readScan(part: Part, options: ScanOptions, question: Question): Promise<Account[]> {
  const { found, failure } = await scanList(part, options, question)
  if (failure !== null && part.examined === 0) {
    part.status = 'failed'
    part.failure = failure
  }
  return found
}

/**
 * Reads the list of one source through from its position and keeps what matches, until enough is found, the list ends, or pages or
 * time run out. Updates the part, whose position is then behind the last row looked at. When a page fails, what was looked at before
 * it counts. Throws Abandoned when the caller is gone.
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
    // Pages that were asked for ahead are not needed.
    deadline.finish()
    part.durationMs += performance.now() - startedAt
  }
  return { ...(scan?.finish() ?? { found: [], gapAt: null }), failure }
}

/** One scan over a list. */
class Scan {
  readonly found: Account[] = []
  private readonly part: Part
  private readonly options: ScanOptions
  private readonly asked: PageContext
  private readonly warnings = boundedWarnings()
  private pagesLeft: number
  /** What only the next upstream page can tell of the last one. */
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
      // One that fails behind the place where the scan stops fails nothing.
      for (const reading of readings) reading.catch(() => {})
      for (const reading of readings) {
        const { result } = await reading
        await this.examine(result)
        // Pages behind it no longer fit where the list has moved.
        const isBehind = this.part.position.offset !== result.offset + result.size
        if (this.isFull || this.part.position.ended || isBehind) break
      }
    }
  }

  /** Whether this failure says no more than that the list has ended: a page behind its end may be refused. */
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

  /** A gap whose meaning is not clear yet is worth one page more. */
  private goesOn(): boolean {
    if (this.part.position.ended) return false
    if (this.isFull) return this.unclear !== null && this.pagesLeft > 0
    return this.pagesLeft > 0 || (this.unclear !== null && this.unclear.gap !== null)
  }

  /** The largest pages from the position on: one at first, then as many at once as are likely to be needed. */
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
    if (page.rows.length > 0) this.noteGap()
    this.unclear = null
    // Asked for only to learn whether the list goes on.
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
    this.part.position = window.next
    this.unclear = window.unclear
    for (const warning of window.warnings) {
      this.warnings.add(warning)
      if (warning.code === 'short-page') this.gapAt ??= position
    }
    // Among rows that cannot be mapped may be the one that is wanted.
    if (nativeId !== undefined && this.found.length === 0 && window.warnings.length > 0)
      findOn(page, nativeId, this.asked)
  }

  /**
   * The window at the position in a list that has moved, or that may have. It holds no more accounts that match than are wanted: which
   * of its rows is the last one looked at cannot be reported, so it is made smaller.
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

  /** Keeps what matches. The number of rows looked at if enough was found before the last of them; null otherwise. */
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

  /** What was unclear is a gap. */
  private noteGap(): void {
    const gap = this.unclear?.gap ?? null
    if (gap !== null) {
      this.warnings.add(gap)
      this.gapAt ??= this.before
    }
    this.unclear = null
  }
}

/** The place in the list of the account at an index: rows that cannot be mapped have places, too. */
function placeOf(index: number, offset: number, warnings: readonly Warning[]): number {
  const invalid = new Set(warnings.filter(({ code }) => code === 'row-invalid').map(({ row }) => row))
  let place = offset
  for (let left = index; invalid.has(place) || left > 0; place++) if (!invalid.has(place)) left--
  return place
}
