import type { Failure } from '../problems/failure.ts'
import type { Deadline } from './deadline.ts'

export interface Retry {
  /** Max retries of one read. */
  readonly maxRetries: number
  readonly budget: RetryBudget
}

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

interface NextAttempt {
  /** The attempt that failed, from 1. */
  readonly attempt: number
  readonly delayMs: number
  readonly deadline: Deadline
}

/** Whether to call again after this failure. Takes one retry of the budget if so. An unparseable response is retried once. */
export function mayRetry({ maxRetries, budget }: Retry, { retryable, slug }: Failure, next: NextAttempt): boolean {
  const { attempt, delayMs, deadline } = next
  return (
    retryable &&
    attempt <= (slug === 'upstream-response-invalid' ? Math.min(maxRetries, 1) : maxRetries) &&
    deadline.ended === null &&
    performance.now() + delayMs < deadline.endsAt &&
    budget.spend()
  )
}

const firstDelayMs = 100
const maxDelayMs = 2000

/**
 * Milliseconds to wait before the attempt after `attempt`: as long as the upstream asked for, else twice as long each time.
 * With jitter, so that callers who failed together do not come back together.
 */
export function retryDelayMs(attempt: number, failure: Failure): number {
  const random = Math.random()
  const asked = failure.facts.retryAfterSeconds
  if (asked !== undefined) return asked * 1000 + jitterMs * (1 + random)
  const longest = Math.min(firstDelayMs * 2 ** (attempt - 1), maxDelayMs)
  return (longest * (1 + random)) / 2
}

/** Not a moment too early where the upstream named a time: timers may fire up to a millisecond before theirs. */
const jitterMs = 20
