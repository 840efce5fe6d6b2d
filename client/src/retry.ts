import { isProblem } from './answers.ts'
import { AnswerError, ConnectionError, ProblemError } from './errors.ts'

/** How often and how patiently to ask. */
export interface Patience {
  /** Further attempts after the first. */
  readonly retries: number
  /** The longest wait, in milliseconds, that is worth it: whoever asks for a longer one is not asked again. */
  readonly longestWaitMs: number
  /** Waits so long, and throws the signal's reason when it aborts: a timer when left out. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>
}

/** What openapi-fetch gives. */
export interface Answer<Data> {
  readonly data?: Data
  readonly error?: unknown
  readonly response: Response
}

/**
 * Sends until there is an answer, and gives its data. Sends again, after as long as `Retry-After` says or else longer each
 * time, when the failure says that this may help; every operation of the service only reads. Throws a ProblemError, AnswerError or
 * ConnectionError, or the signal's reason.
 */
export async function ask<Data>(
  send: () => Promise<Answer<Data>>,
  { retries, longestWaitMs, wait }: Patience,
  signal: AbortSignal | undefined
): Promise<NonNullable<Data>> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await sendOnce(send)
    } catch (error) {
      signal?.throwIfAborted()
      if (attempt >= retries || !mayHelp(error)) throw error
      const { retryAfterMs } = error
      if (retryAfterMs !== null && retryAfterMs > longestWaitMs) throw error
      await wait(retryAfterMs === null ? pauseMs(attempt) : shortlyAfter(retryAfterMs), signal)
    }
  }
}

/** Milliseconds to wait after so many attempts where nobody says how long: up to half a second, then twice as long each time. */
export function pauseMs(attempt: number): number {
  return 500 * 2 ** Math.min(attempt, 7) * (0.5 + Math.random() / 2)
}

async function sendOnce<Data>(send: () => Promise<Answer<Data>>): Promise<NonNullable<Data>> {
  const { data, error, response } = await send().catch((cause: unknown) => {
    // fetch reports a failed connection as a TypeError, also while the body is read.
    if (cause instanceof TypeError) throw new ConnectionError('the service could not be reached', { cause })
    if (cause instanceof SyntaxError) throw new AnswerError('the answer is not JSON', 200, null, { cause })
    throw cause
  })
  if (data !== undefined && data !== null) return data
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'))
  if (isProblem(error)) throw new ProblemError(error, retryAfterMs)
  throw new AnswerError(`answered with status ${response.status}, and not by Rollcall`, response.status, retryAfterMs)
}

function mayHelp(error: unknown): error is ProblemError | AnswerError | ConnectionError {
  const ours = error instanceof ProblemError || error instanceof AnswerError || error instanceof ConnectionError
  return ours && error.retryable
}

/** Nobody comes back before the time that was named, and not all at once after it. */
function shortlyAfter(ms: number): number {
  return ms + Math.random() * Math.min(ms, 1000)
}

/** Seconds or a date (RFC 9110, section 10.2.3) → milliseconds from now; null when it is neither. */
function readRetryAfter(value: string | null): number | null {
  if (value === null) return null
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isNaN(ms) ? null : Math.max(0, ms)
}
