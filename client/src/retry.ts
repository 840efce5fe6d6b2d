import type { Delay } from './delay.ts'
import { AnswerError, ConnectionError, ProblemError } from './errors.ts'

/** Limits of the retries. */
export interface RetryOptions {
  /** Attempts per request, the first one included. Default 4. */
  readonly maxAttempts?: number
  /** Longest delay before a retry, in milliseconds. A request whose `Retry-After` asks for more is not retried. Default 60,000. */
  readonly maxDelayMs?: number
}

/** How to retry: the limits, and how to wait. */
export interface RetryPolicy extends Required<RetryOptions> {
  readonly delay: Delay
}

/**
 * Sends until an attempt succeeds, fails without a chance for a retry, or is the last one. Waits as long as `Retry-After` says,
 * else for a delay that doubles each time. Throws the last error, or the signal's reason. Retries are safe, because every
 * operation only reads.
 */
export async function retry<Answer>(
  send: () => Promise<Answer>,
  policy: RetryPolicy,
  signal: AbortSignal | undefined
): Promise<Answer> {
  const { maxAttempts, maxDelayMs, delay } = policy
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send()
    } catch (error) {
      signal?.throwIfAborted()
      if (attempt >= maxAttempts || !isRetryable(error)) throw error
      const { retryAfterMs } = error
      if (retryAfterMs !== null && retryAfterMs > maxDelayMs) throw error
      const ms = retryAfterMs === null ? backoffMs(attempt) : withJitter(retryAfterMs)
      await delay(Math.min(ms, maxDelayMs), signal)
    }
  }
}

/** The delay after this many attempts without `Retry-After`: first up to 0.5 s, then twice as long each time. */
export function backoffMs(attempts: number): number {
  return 500 * 2 ** Math.min(attempts - 1, 7) * (0.5 + Math.random() / 2)
}

function isRetryable(error: unknown): error is ProblemError | AnswerError | ConnectionError {
  const isOurs = error instanceof ProblemError || error instanceof AnswerError || error instanceof ConnectionError
  // The same request would read the same rows. Its cursor continues instead.
  const isScan = error instanceof ProblemError && error.slug === 'scan-incomplete'
  return isOurs && error.retryable && !isScan
}

/** Never earlier than `Retry-After`, and with jitter, so that clients do not all return at once. */
function withJitter(ms: number): number {
  return ms + Math.random() * Math.min(ms, 1000)
}
