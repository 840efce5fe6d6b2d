import type { Account } from '../model/account.ts'
import type { Warning } from '../model/page.ts'
import type { UpstreamPage } from '../sources/source.ts'
import type { Position } from './cursor.ts'

export interface Window {
  /** Where the window begins. */
  readonly position: Position
  /** Max rows. */
  readonly count: number
  readonly includeRaw: boolean
  /** Fingerprints of rows that an earlier page gave and that must not repeat; null if the position of the walk is certain. */
  readonly given: ReadonlySet<number> | null
}

/** The window may be the last one, or its page may be short. Only the next upstream page shows it. */
export interface Unclear {
  readonly page: UpstreamPage
  /** Whether the window ends inside its last page: then it is not the last window. */
  readonly endsInPage: boolean
  /** The warning to give if that page has rows; null if the window has no gap before them. */
  readonly gap: Warning | null
}

/** Signs that the list has moved since the previous page, or while this window was read. */
export interface Movement {
  /** The pages of the window report different totals. */
  readonly isTorn: boolean
  /** The row number of the last row that was read before and repeats; null if none. */
  readonly seenAt: number | null
}

type WindowContents = Pick<AssembledWindow, 'accounts' | 'warnings' | 'next' | 'unclear' | 'movement'>

/** The accounts of one window. */
export class AssembledWindow {
  readonly accounts: Account[]
  readonly warnings: readonly Warning[]
  /** Where the next window begins. */
  readonly next: Position
  /** What only the next upstream page can show; null if nothing. */
  readonly unclear: Unclear | null
  /** Null if the list has not moved. */
  readonly movement: Movement | null
  private readonly of: Window

  constructor(of: Window, { accounts, warnings, next, unclear, movement }: WindowContents) {
    this.of = of
    this.accounts = accounts
    this.warnings = warnings
    this.next = next
    this.unclear = unclear
    this.movement = movement
  }

  /** Whether it was assembled for an equal window. */
  is({ position, count, includeRaw, given }: Window): boolean {
    const { of } = this
    return (
      of.count === count &&
      of.includeRaw === includeRaw &&
      of.given === given &&
      of.position.offset === position.offset &&
      of.position.total === position.total &&
      of.position.gap === position.gap &&
      areEqual(of.position.anchors, position.anchors)
    )
  }
}

function areEqual(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left[0] === right[0] && left[1] === right[1] && left[2] === right[2]
}
