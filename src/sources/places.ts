import { randomInt } from 'node:crypto'
import type { Account } from '../model/account.ts'

/** Max accounts per source whose place is remembered: those shown last. */
const capacity = 32_768

/** Where an account stood when it was last shown. */
export interface Place {
  /** 0-based row of the whole list. */
  readonly row: number
  /** The total reported with it; null without one. */
  readonly total: number | null
}

/**
 * Where the accounts of one list stood when they were last shown, so that one of them is found again with one call. A ring of numbers:
 * it costs a page of a list next to nothing, where a cache of objects would cost more than all that is done for the page otherwise.
 * Ids are kept as hashes with a seed of the process. Two ids may have the same one: a place is a hint, never an answer.
 */
export class Places {
  private readonly hashes = new Uint32Array(capacity)
  private readonly rows = new Int32Array(capacity)
  private readonly totals = new Int32Array(capacity)
  private next = 0
  private readonly seed = randomInt(2 ** 32)

  /** Notes accounts that stand one behind the other, from this place on. Callers with other rights may see other lists. */
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

  /** The place noted last for an account; null where it is not among those shown last. */
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

/** FNV-1a, never 0, which stands for an empty place. */
function hashOf(text: string, seed: number): number {
  let hash = seed ^ 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0 || 1
}
