import type { CircuitState } from '../model/source.ts'
import type { Failure } from '../problems/failure.ts'

export interface BreakerOptions {
  /** Failures in a row that open it. */
  readonly threshold: number
  /** Milliseconds that it then stays open, unless the upstream asked for another time. */
  readonly cooldownMs: number
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number
}

/**
 * A circuit breaker: after so many failures in a row nothing is sent for a while, then one call at a time (the probe) until
 * one succeeds. See docs/decisions/0009-breaker.md.
 */
export interface Breaker {
  readonly state: CircuitState
  /** Milliseconds until a call may be admitted again; 0 while closed. */
  readonly pauseMs: number
  /** A permit for one call; null when the circuit does not allow one. */
  admit(): Permit | null
}

/** Permission to make one call. Exactly one of the three is called, once. */
export interface Permit {
  /** The upstream is there, whatever it answered. */
  readonly succeeded: () => void
  /** A retryable failure. `holdMs`: the pause that the upstream asked for, 0 when it asked for none. */
  readonly failed: (holdMs: number) => void
  /** The call ended for a reason of ours: it says nothing about the upstream. */
  readonly abandoned: () => void
}

/** Suggested wait while a probe is running. */
const probePauseMs = 1000

/** A closed breaker. */
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
    // Calls sent before it opened prove nothing once it is open; but what the upstream asks for is heard at any time.
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
      // Unless a call sent earlier has been asked meanwhile to stay away longer.
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
 * Settles the permit of a call that failed. Only retryable failures count against the upstream; any other response shows that
 * it is up.
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
