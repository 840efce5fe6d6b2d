import type { CircuitState } from '../model/source.ts'
import type { Failure } from '../problems/failure.ts'

export interface BreakerOptions {
  /** Consecutive failures that open it. */
  readonly threshold: number
  /** Milliseconds that it stays open, unless the upstream asked for another time. */
  readonly cooldownMs: number
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number
}

/**
 * A circuit breaker: after `threshold` consecutive failures it refuses calls for a while. Then it admits one call at a time (the
 * probe) until one succeeds. See docs/decisions/0009-breaker.md.
 */
export interface Breaker {
  readonly state: CircuitState
  /** Milliseconds until a call may be admitted again; 0 while closed. */
  readonly pauseMs: number
  /** A permit for one call; null when the circuit does not allow one. */
  admit(): Permit | null
}

/** A permit for one call. Exactly one of its functions is called, once. */
export interface Permit {
  /** The upstream answered, whatever the answer was. */
  readonly succeeded: () => void
  /** A retryable failure. `holdMs`: the pause that the upstream asked for; 0 for none. */
  readonly failed: (holdMs: number) => void
  /** The call ended for a reason of ours, which says nothing about the upstream. */
  readonly abandoned: () => void
}

/** Suggested wait while a probe is running. */
const probePauseMs = 1000

export function createBreaker({ threshold, cooldownMs, now = () => performance.now() }: BreakerOptions): Breaker {
  let failures = 0
  let openUntil: number | null = null
  let probing = false

  const close = (): void => {
    failures = 0
    openUntil = null
  }
  const open = (ms: number): void => {
    openUntil = Math.max(openUntil ?? 0, now() + ms)
  }
  const whileClosed: Permit = {
    // A call sent before the breaker opened does not close it. A pause that the upstream asks for always counts.
    succeeded() {
      if (openUntil === null) failures = 0
    },
    failed(holdMs) {
      if (openUntil === null) failures++
      if (holdMs > 0) open(holdMs)
      else if (openUntil === null && failures >= threshold) open(cooldownMs)
    },
    abandoned() {}
  }
  const probe = (): Permit => ({
    succeeded() {
      probing = false
      // It stays open if an earlier call meanwhile got a longer pause.
      if (openUntil !== null && now() >= openUntil) close()
    },
    failed(holdMs) {
      probing = false
      open(holdMs > 0 ? holdMs : cooldownMs)
    },
    abandoned() {
      probing = false
    }
  })
  return {
    get state() {
      if (openUntil === null) return 'closed'
      return now() < openUntil ? 'open' : 'half-open'
    },
    get pauseMs() {
      if (openUntil === null) return 0
      return Math.max(openUntil - now(), probing ? probePauseMs : 0)
    },
    admit() {
      if (openUntil === null) return whileClosed
      if (probing || now() < openUntil) return null
      probing = true
      return probe()
    }
  }
}

/**
 * Settles the permit of a failed call. Only retryable failures count against the upstream. Any other response shows that it is
 * up.
 */
export function judge(permit: Permit, failure: Failure, answered: boolean): void {
  if (failure.retryable) permit.failed(failure.slug === 'upstream-rate-limited' ? holdMs(failure) : 0)
  else if (answered) permit.succeeded()
  else permit.abandoned()
}

/** Cap on Retry-After: a bogus value must not disable a source for a day. */
const maxHoldSeconds = 900

function holdMs({ facts: { retryAfterSeconds = 0 } }: Failure): number {
  return Math.min(retryAfterSeconds, maxHoldSeconds) * 1000
}
