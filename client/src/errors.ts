import type { Problem, Slug } from './answers.ts'
import type { WalkEnd } from './walk-end.ts'

/** The service answered with a problem (RFC 9457). Switch on `slug`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly slug: Slug
  readonly status: number
  readonly problem: Problem
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
  /** Milliseconds to wait before a retry, from `Retry-After`; null without that header. */
  readonly retryAfterMs: number | null
  /** Id of the request in the service's log. Quote it to its operators. */
  readonly requestId: string

  constructor(problem: Problem, retryAfterMs: number | null) {
    super(`${problem.title}: ${problem.detail}`)
    this.slug = problem.slug
    this.status = problem.status
    this.problem = problem
    this.retryable = problem.retryable
    this.retryAfterMs = retryAfterMs
    this.requestId = problem.requestId
  }
}

/** The answer did not come from Rollcall (from a proxy in between, for example), or is not what the operation answers with. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError'
  readonly status: number
  /** True for 429, 502, 503 and 504. */
  readonly retryable: boolean
  readonly retryAfterMs: number | null

  constructor(message: string, status: number, retryAfterMs: number | null = null, options?: ErrorOptions) {
    super(message, options)
    this.status = status
    this.retryable = [429, 502, 503, 504].includes(status)
    this.retryAfterMs = retryAfterMs
  }
}

/** The connection failed before or during the answer. `cause` is the error of `fetch`; browsers give few details. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
  readonly retryable = true
  readonly retryAfterMs = null
}

/** The end of a walk or an export from which accounts are missing. All available accounts were given before. */
export class WalkIncomplete extends Error {
  override readonly name = 'WalkIncomplete'
  readonly end: WalkEnd

  constructor(message: string, end: WalkEnd, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.end = end
  }
}
