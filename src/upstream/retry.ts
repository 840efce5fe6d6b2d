import type { Failure } from '../problems/failure.ts'

/** Keeps retries a small part of what an upstream gets. One for each source. */
export interface RetryBudget {
  /** A call is made that is no retry. */
  earn(): void
  /** Whether one retry is left; takes it. */
  spend(): boolean
}

/** Retries that a source may get at once, after a quiet time. */
const reserve = 10
/** Calls that earn one more. With the reserve: at most a fifth of any 100 calls or more, a tenth in the long run. */
const callsForOne = 10

/** A full budget: `reserve` retries, and one more for every `callsForOne` calls, never more than `reserve` saved. */
export function createRetryBudget(): RetryBudget {
  let earned = reserve * callsForOne
  return {
    earn() {
      earned = Math.min(reserve * callsForOne, earned + 1)
    },
    spend() {
      if (earned < callsForOne) return false
      earned -= callsForOne
      return true
    }
  }
}

const firstDelayMs = 100
const longestDelayMs = 2000

/**
 * Milliseconds to wait before the attempt after `attempt`: as long as the upstream asked for, else twice as long each time.
 * With jitter, so that callers who failed together do not come back together. `random` is from 0 up to 1.
 */
export function retryDelayMs(attempt: number, failure: Failure, random: number): number {
  const asked = failure.facts.retryAfterSeconds
  if (asked !== undefined) return asked * 1000 + jitterMs * (1 + random)
  const longest = Math.min(firstDelayMs * 2 ** (attempt - 1), longestDelayMs)
  return (longest * (1 + random)) / 2
}

/** Not a moment too early where the upstream named a time: timers may fire up to a millisecond before theirs. */
const jitterMs = 20
