import type { Account } from '../model/account.ts'
import type { Warning } from '../model/page.ts'
import type { ReadPage } from '../sources/open-sources.ts'
import { RowInvalid } from '../sources/row.ts'
import type { MapRow } from '../sources/map-row.ts'
import { fingerprint, rowFingerprint, Trail } from './anchors.ts'
import type { Window } from './assembled-window.ts'

/** Maps the rows of a window, page after page. */
export class WindowRows {
  readonly accounts: Account[] = []
  readonly warnings: Warning[] = []
  readonly trail: Trail
  /** The number of the last row that was read before. */
  seenAt: number | null = null
  private readonly toAccount: MapRow
  private readonly window: Window

  constructor(toAccount: MapRow, window: Window) {
    this.toAccount = toAccount
    this.window = window
    this.trail = new Trail(window.position)
  }

  /** Adds the rows from `from` up to `to` that are on this page. */
  add({ offset, size, rows }: ReadPage, from: number, to: number): void {
    const { includeRaw, given } = this.window
    const sentTo = Math.min(to, offset + rows.length)
    // Without anchors to look for, only the last rows are fingerprinted.
    const printedFrom = this.trail.watches || given !== null ? from : sentTo - 3
    for (let place = from; place < sentTo; place++) {
      const row = rows[place - offset]
      const account = this.map(row, place, includeRaw)
      if (place < printedFrom) {
        if (account !== null) this.accounts.push(account)
        continue
      }
      const print = account === null ? rowFingerprint(row) : fingerprint(account.nativeId)
      // Two invalid rows may have equal contents, so they prove no movement.
      if (this.trail.add(print) && account !== null) this.seenAt = place
      if (account !== null && (given === null || !given.has(print))) this.accounts.push(account)
    }
    if (rows.length > size) {
      const detail = `the upstream sent ${rows.length} rows for a page of ${size}; those beyond it are ignored`
      this.warnings.push({ code: 'row-invalid', detail, row: offset + size })
    }
  }

  private map(row: unknown, place: number, includeRaw: boolean): Account | null {
    try {
      return this.toAccount(row, includeRaw)
    } catch (error) {
      if (!(error instanceof RowInvalid)) throw error
      this.warnings.push({ code: 'row-invalid', detail: error.message, row: place })
      return null
    }
  }
}
