import { CallerLeft, Failure } from '../problems/failure.ts'
import type { UpstreamAnswer, UpstreamRequest } from '../upstream/message.ts'
import { headerOf } from '../upstream/message.ts'
import type { CallerConnection, CallScope } from '../upstream/scope.ts'
import type { Connection } from './connection.ts'

/** Who asks, for whom, and where to tell of it. One for each request of ours. */
export interface RequestContext {
  readonly requestId: string
  readonly language: string | null
  /** The caller's own upstream tokens, by source. A token goes to its own source only. */
  readonly callerTokens: ReadonlyMap<string, string>
  readonly caller: CallerConnection
  /** Told of every upstream call when it ends. */
  readonly onCall: (call: UpstreamCall) => void
  /** Told how long each source took, in milliseconds. */
  readonly onSource: (source: string, durationMs: number) => void
}

/** One upstream call, for the log. Holds nothing that a caller or an upstream wrote, but ids of a safe alphabet. */
export interface UpstreamCall {
  readonly requestId: string
  readonly source: string
  readonly status: number | null
  readonly slug: string | null
  readonly attempt: number
  readonly durationMs: number
  readonly upstreamRequestId: string | null
}

/**
 * Sends one request of a source and reads its answer, within the source's scope. Every failure comes out as a Failure that
 * names the source and knows whose rights it ran with; `secrets` are values that must not stand in the upstream's quoted words.
 */
export async function callUpstream<Result>(
  connection: Connection,
  request: UpstreamRequest,
  read: (answer: UpstreamAnswer) => Result,
  scope: CallScope,
  context: RequestContext,
  secrets: readonly string[]
): Promise<Result> {
  const startedAt = performance.now()
  let answer: UpstreamAnswer | null = null
  try {
    answer = await connection.client.send(request, scope)
    const result = read(answer)
    connection.health.lastSuccessAt = new Date()
    tell(connection, context, startedAt, answer, null)
    return result
  } catch (error) {
    const failure = error instanceof Failure ? placed(error, connection, answer, context, secrets) : error
    if (failure instanceof Failure) noteHealth(connection, failure)
    tell(connection, context, startedAt, answer, slugOf(failure))
    throw failure
  }
}

/** A caller who sent a token of its own must hear that it is the token that failed: 401 and 403 instead of 502. */
const statusWithCallerToken: Readonly<Record<string, number>> = {
  'upstream-session-expired': 401,
  'upstream-forbidden': 403
}

function placed(
  failure: Failure,
  connection: Connection,
  answer: UpstreamAnswer | null,
  context: RequestContext,
  secrets: readonly string[]
): Failure {
  const { id, definition } = connection
  const token = context.callerTokens.get(id)
  const status = token === undefined ? undefined : statusWithCallerToken[failure.slug]
  const note = failure.facts.upstream ?? (answer === null ? undefined : bareNote(answer.status))
  const hide = (text: string | null): string | null => hidden(text, token === undefined ? secrets : [token, ...secrets])
  return failure.with({
    source: id,
    ...(status === undefined ? {} : { status }),
    ...(status === 401
      ? { headers: { 'www-authenticate': `UpstreamToken realm="${id}", header="${definition.callerToken?.header}"` } }
      : {}),
    ...(note === undefined
      ? {}
      : { upstream: { ...note, message: hide(note.message), localizedMessage: hide(note.localizedMessage) } })
  })
}

function bareNote(httpStatus: number) {
  return { httpStatus, code: null, message: null, localizedMessage: null, requestId: null }
}

function hidden(text: string | null, secrets: readonly string[]): string | null {
  if (text === null) return null
  let clean = text
  for (const secret of secrets) if (secret.trim().length > 1) clean = clean.replaceAll(secret, '[…]')
  return clean
}

function noteHealth({ health }: Connection, { slug }: Failure): void {
  if (slug === 'account-not-found') health.lastSuccessAt = new Date()
  else health.lastFailure = { at: new Date(), slug }
}

function slugOf(failure: unknown): string {
  if (failure instanceof Failure) return failure.slug
  return failure instanceof CallerLeft ? 'caller-left' : 'internal-error'
}

const safeId = /^[\w.-]{1,128}$/

function tell(
  connection: Connection,
  context: RequestContext,
  startedAt: number,
  answer: UpstreamAnswer | null,
  slug: string | null
): void {
  const upstreamId = answer && headerOf(answer, 'x-ca-request-id')
  context.onCall({
    requestId: context.requestId,
    source: connection.id,
    status: answer?.status ?? null,
    slug,
    attempt: 1,
    durationMs: Math.round(performance.now() - startedAt),
    upstreamRequestId: upstreamId !== null && safeId.test(upstreamId) ? upstreamId : null
  })
}
