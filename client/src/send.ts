import { isProblem } from './check-answer.ts'
import { setCredentials, type Credentials } from './credentials.ts'
import { toConnectionError } from './connection-failure.ts'
import { AnswerError, ConnectionError, ProblemError } from './errors.ts'
import type { Target } from './path.ts'

/** How to reach the service. */
export interface Connection extends Credentials {
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly credentials: 'omit' | 'same-origin' | 'include'
  readonly cache: 'no-store' | 'default'
  readonly fetch: (request: Request) => Promise<Response>
}

/** One call: a POST if it has a body, else a GET. */
export interface Call {
  readonly target: Target
  readonly body?: object
  readonly signal?: AbortSignal | undefined
}

/** Sends the call once and returns the parsed JSON. Throws like `sendForStream`. */
export async function sendForJson(connection: Connection, call: Call): Promise<unknown> {
  const response = await sendForResponse(connection, call)
  return parse(await textOf(response), response.status)
}

/** An answer whose body has not arrived yet. */
export interface Opened {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>
  readonly headers: Headers
}

/** Sends the call once and returns the body as it arrives. Throws a ProblemError, an AnswerError, or a ConnectionError. */
export async function sendForStream(connection: Connection, call: Call): Promise<Opened> {
  const { body, headers, status } = await sendForResponse(connection, call)
  if (body === null) throw new AnswerError('the answer is empty', status)
  return { body, headers }
}

async function sendForResponse(connection: Connection, { target, body, signal }: Call): Promise<Response> {
  const headers = new Headers(connection.headers)
  if (body !== undefined) headers.set('content-type', 'application/json')
  await setCredentials(headers, connection)
  const request = new Request(connection.baseUrl + target, {
    headers,
    credentials: connection.credentials,
    cache: connection.cache,
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    ...(signal !== undefined && { signal })
  })
  const response = await connection.fetch(request).catch((cause: unknown) => {
    throw toConnectionError(cause, request.url)
  })
  if (response.ok) return response
  throw failureOf(response, await textOf(response))
}

/** fetch reports a connection that fails while the body is read as a TypeError, too. */
async function textOf(response: Response): Promise<string> {
  return response.text().catch((cause: unknown) => {
    throw cause instanceof TypeError ? new ConnectionError('broken', 'the connection ended early', { cause }) : cause
  })
}

function failureOf({ status, headers }: Response, text: string): ProblemError | AnswerError {
  const retryAfterMs = parseRetryAfter(headers)
  try {
    const problem: unknown = JSON.parse(text)
    if (isProblem(problem)) return new ProblemError(problem, retryAfterMs)
  } catch {
    // Not JSON, so not a problem.
  }
  return new AnswerError(`answered with status ${status}, but not by Rollcall`, status, retryAfterMs)
}

function parse(text: string, status: number): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AnswerError('the answer is not JSON', status, null, { cause })
  }
}

/**
 * `Retry-After` (RFC 9110, section 10.2.3) → milliseconds from now; null if it is unreadable. A date is compared with the answer's own
 * `Date`, because the clock here may be wrong.
 */
function parseRetryAfter(headers: Headers): number | null {
  const value = headers.get('retry-after') ?? ''
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const sentAt = parseDate(headers.get('date') ?? '')
  const ms = parseDate(value) - (Number.isNaN(sentAt) ? Date.now() : sentAt)
  return Number.isNaN(ms) ? null : Math.max(0, ms)
}

/** An HTTP-date (RFC 9110, section 5.6.7), always in GMT; NaN for other text. */
function parseDate(text: string): number {
  return /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? Date.parse(text.replace(/(?: GMT)?$/, ' GMT')) : NaN
}
