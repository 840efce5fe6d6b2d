import { isProblem } from './check-answer.ts'
import { setCredentials, type Credentials } from './credentials.ts'
import { AnswerError, ConnectionError, ProblemError } from './errors.ts'
import type { Target } from './path.ts'

/** How to reach the service. */
export interface Connection extends Credentials {
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly credentials: 'omit' | 'same-origin' | 'include'
  readonly fetch: (request: Request) => Promise<Response>
}

/** One call: a POST if it has a body, else a GET. */
export interface Call {
  readonly target: Target
  readonly body?: object
  readonly signal: AbortSignal | undefined
}

/** Sends the call once and returns the parsed JSON. Throws like `sendForStream`. */
export async function sendForJson(connection: Connection, call: Call): Promise<unknown> {
  const response = await sendForResponse(connection, call)
  const text = await response.text().catch(throwConnectionError)
  return parse(text, response.status)
}

/** Sends the call once and returns the body as it arrives. Throws a ProblemError, an AnswerError, or a ConnectionError. */
export async function sendForStream(connection: Connection, call: Call): Promise<ReadableStream<Uint8Array>> {
  const { body, status } = await sendForResponse(connection, call)
  if (body === null) throw new AnswerError('the answer is empty', status)
  return body
}

async function sendForResponse(connection: Connection, { target, body, signal }: Call): Promise<Response> {
  const headers = new Headers(connection.headers)
  if (body !== undefined) headers.set('content-type', 'application/json')
  await setCredentials(headers, connection)
  const request = new Request(connection.baseUrl + target, {
    headers,
    credentials: connection.credentials,
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    ...(signal !== undefined && { signal })
  })
  const response = await connection.fetch(request).catch(throwConnectionError)
  if (response.ok) return response
  throw failureOf(response, await response.text().catch(throwConnectionError))
}

function failureOf({ status, headers }: Response, text: string): ProblemError | AnswerError {
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'))
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

/** fetch reports a failed connection as a TypeError, also while the body is read. */
function throwConnectionError(cause: unknown): never {
  throw cause instanceof TypeError ? new ConnectionError('the service could not be reached', { cause }) : cause
}

/** Seconds or a date (RFC 9110, section 10.2.3) → milliseconds from now; null if it is neither. */
function parseRetryAfter(value: string | null): number | null {
  if (value === null) return null
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isNaN(ms) ? null : Math.max(0, ms)
}
