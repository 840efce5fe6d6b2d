import { randomInt } from 'node:crypto'
import type { Account } from '../model/account.ts'

/** Max remembered accounts per source: the last ones shown. */
const capacity = 32_768

/** The row of an account when it was last shown. */
export interface Place {
  /** 0-based row in the whole list. */
  readonly row: number
  /** The total reported with it; null without one. */
  readonly total: number | null
}

/**
 * The places of the accounts of one list when they were last shown, so that one of them is found again with one call. A ring of
 * numbers adds almost nothing to the cost of a page; a cache of objects would cost more than the rest of the page. Ids are kept
 * as hashes with a seed per process. Two ids may share a hash, so a place is only a hint.
 */
export class Places {
  private readonly hashes = new Uint32Array(capacity)
  private readonly rows = new Int32Array(capacity)
  private readonly totals = new Int32Array(capacity)
  private next = 0
  private readonly seed = randomInt(2 ** 32)

  /** Records consecutive accounts, from this row on. Callers with other rights may see other lists. */
  note(accounts: readonly Pick<Account, 'nativeId'>[], { row, total }: Place, callerToken: string | null): void {
    const seed = this.seedOf(callerToken)
    for (let index = 0; index < accounts.length; index++) {
      const account = accounts[index]
      if (account === undefined) continue
      this.hashes[this.next] = hashOf(account.nativeId, seed)
      this.rows[this.next] = row + index
      this.totals[this.next] = total ?? unknown
      this.next = (this.next + 1) % capacity
    }
  }

  /** The last recorded place of an account; null if it is not among the last ones shown. */
  find(nativeId: string, callerToken: string | null): Place | null {
    const hash = hashOf(nativeId, this.seedOf(callerToken))
    const newest = this.next === 0 ? -1 : this.hashes.lastIndexOf(hash, this.next - 1)
    const at = newest === -1 ? this.hashes.lastIndexOf(hash) : newest
    if (at === -1) return null
    const total = this.totals[at] ?? unknown
    return { row: this.rows[at] ?? 0, total: total === unknown ? null : total }
  }

  private seedOf(callerToken: string | null): number {
    return callerToken === null ? this.seed : hashOf(callerToken, this.seed)
  }
}

const unknown = -1

/** FNV-1a, never 0, which means an empty slot. */
function hashOf(text: string, seed: number): number {
  let hash = seed ^ 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0 || 1
}
