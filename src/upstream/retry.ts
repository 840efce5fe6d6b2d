import type { Failure } from '../problems/failure.ts'
import type { Deadline } from './deadline.ts'

export interface Retry {
  /** Max retries of one read. */
  readonly maxRetries: number
  readonly budget: RetryBudget
}

/** Limits the share of retries among the calls of one source. */
export interface RetryBudget {
  /** Call this for each call that is not a retry. */
  earn(): void
  /** Takes one retry; false if none is left. */
  spend(): boolean
}

/** Max retries saved up, for a burst after a quiet time. */
const reserve = 10
/** Calls that earn one retry. With the reserve: max a fifth of any 100 calls or more, a tenth in the long run. */
const callsForOne = 10

/** A full budget: `reserve` retries, plus one for every `callsForOne` calls, max `reserve` saved up. */
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

/** Whether to retry after this failure. If so, takes one retry from the budget. An unparseable response is retried only once. */
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
 * Milliseconds to wait after an attempt: the time that the upstream asked for, else twice as long each time. With jitter, so that
 * callers that failed together do not retry together.
 */
export function retryDelayMs(attempt: number, failure: Failure): number {
  const random = Math.random()
  const asked = failure.facts.retryAfterSeconds
  if (asked !== undefined) return asked * 1000 + jitterMs * (1 + random)
  const longest = Math.min(firstDelayMs * 2 ** (attempt - 1), maxDelayMs)
  return (longest * (1 + random)) / 2
}

/** A timer may fire up to a millisecond early, and a retry must not come before the time that the upstream named. */
const jitterMs = 20
