import type { CircuitState } from '../model/source.ts'

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
  /** Leave to make one call, to be told how it ended; null when there is none. */
  admit(): Admission | null
}

/** Leave to make one call. Exactly one of the three is called, once. */
export interface Admission {
  /** The upstream is there, whatever it answered. */
  readonly succeeded: () => void
  /** A failure of the kind that may pass. `holdMs`: for how long the upstream asked to be left alone, 0 when it did not. */
  readonly failed: (holdMs: number) => void
  /** The call ended for a reason of ours: it says nothing about the upstream. */
  readonly abandoned: () => void
}

/** While a probe runs nobody knows when it ends. */
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
  const whileClosed: Admission = {
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
  const probe = (): Admission => ({
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
