import { CallerLeft, Failure } from '../problems/failure.ts'
import type { UpstreamAnswer, UpstreamRequest } from '../upstream/message.ts'
import { headerOf } from '../upstream/message.ts'
import type { CallerConnection, CallScope } from '../upstream/scope.ts'
import type { Connection } from './connection.ts'
import { placeFailure } from './place-failure.ts'

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
interface UpstreamCall {
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
    const failure =
      error instanceof Failure ? placeFailure(error, connection, answer, context.callerTokens, secrets) : error
    if (failure instanceof Failure) noteHealth(connection, failure)
    tell(connection, context, startedAt, answer, slugOf(failure))
    throw failure
  }
}

function noteHealth({ health }: Connection, { slug }: Failure): void {
  if (slug === 'account-not-found') health.lastSuccessAt = new Date()
  else health.lastFailure = { at: new Date(), slug }
}

function slugOf(failure: unknown): string {
  if (failure instanceof Failure) return failure.slug
  return failure instanceof CallerLeft ? 'caller-left' : 'internal-error'
}

/** What the gateway's ids look like; anything else is the upstream's word, and stays out of the log. */
const plainId = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

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
    upstreamRequestId: upstreamId !== null && plainId.test(upstreamId) ? upstreamId : null
  })
}
