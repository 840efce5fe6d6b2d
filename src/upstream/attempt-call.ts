import { Abandoned, Failure } from '../problems/failure.ts'
import type { Admission } from './breaker.ts'
import { headerOf, type UpstreamAnswer, type UpstreamRequest } from './message.ts'
import type { CallScope } from './deadline.ts'
import type { Ask } from './ask.ts'
import type { Connection } from '../sources/open-sources.ts'
import type { CallTrace, UpstreamCall } from './observer.ts'
import { placeFailure } from './place-failure.ts'
import type { RequestContext } from './call-context.ts'

/**
 * One upstream call: a place in the source's bulkhead, leave of its breaker, one signed request, its answer read and judged.
 * Throws a Failure that names the source and knows whose rights it ran with, or Abandoned.
 */
export async function attemptCall<Result>(
  connection: Connection,
  ask: Ask<Result>,
  attempt: number,
  scope: CallScope,
  context: RequestContext
): Promise<Result> {
  // A call that would be refused must not wait for its turn first.
  if (connection.breaker.state === 'open') throw circuitOpen(connection)
  const leave = await enter(connection, scope)
  try {
    const admission = connection.breaker.admit()
    if (admission === null) throw circuitOpen(connection)
    return await call(connection, ask, attempt, admission, scope, context)
  } finally {
    leave()
  }
}

function circuitOpen({ id, breaker, observer }: Connection): Failure {
  observer.onRefusal(id, 'circuit-open')
  return new Failure('circuit-open', {
    detail: `${id} failed or asked for a pause, and is left alone for a while`,
    source: id,
    retryAfterSeconds: Math.max(Math.ceil(breaker.pauseMs / 1000), 1)
  })
}

async function enter({ id, bulkhead, observer }: Connection, scope: CallScope): Promise<() => void> {
  try {
    return await bulkhead.enter(scope)
  } catch (error) {
    if (!(error instanceof Failure) || error.slug !== 'overloaded') throw error
    observer.onRefusal(id, 'overloaded')
    throw error.with({ source: id, detail: `${id}: ${error.facts.detail}` })
  }
}

async function call<Result>(
  connection: Connection,
  ask: Ask<Result>,
  attempt: number,
  admission: Admission,
  scope: CallScope,
  context: RequestContext
): Promise<Result> {
  const startedAt = performance.now()
  const hasItsTime = scope.endsAt - startedAt >= connection.timeoutMs / 2
  let trace: CallTrace | null = null
  let answer: UpstreamAnswer | null = null
  // What an error that nobody foresaw comes to.
  let slug: UpstreamCall['slug'] = 'internal-error'
  let tellBreaker = admission.abandoned
  try {
    trace = context.trace?.startCall(connection.id, attempt) ?? null
    answer = await connection.client.send(withTrace(ask.build(), trace), scope)
    const result = ask.read(answer)
    if (ask.mayKeep) connection.cache?.keep(ask.key, answer.body)
    connection.health.lastSuccessAt = new Date()
    slug = null
    tellBreaker = admission.succeeded
    return result
  } catch (error) {
    if (error instanceof Abandoned) slug = 'abandoned'
    if (!(error instanceof Failure)) throw error
    const failure = placeFailure(error, connection, answer, context.callerTokens, ask.secrets)
    slug = failure.slug
    // What is left of a timeout after waiting for its turn here says nothing about the upstream.
    if (slug !== 'upstream-timeout' || answer !== null || hasItsTime) {
      noteHealth(connection, failure)
      tellBreaker = verdict(admission, failure, answer)
    }
    throw failure
  } finally {
    tellBreaker()
    const ended = describe(connection, context, attempt, startedAt, answer, slug)
    connection.observer.onCall(ended)
    trace?.end(ended)
  }
}

/** Not part of what is signed: `X-Ca-Signature-Headers` names what is. */
function withTrace(request: UpstreamRequest, trace: CallTrace | null): UpstreamRequest {
  return trace === null ? request : { ...request, headers: request.headers.concat(['traceparent', trace.traceparent]) }
}

/** Only failures that may pass speak against the upstream; any other answer shows that it is there. */
function verdict(admission: Admission, { slug, retryable, facts }: Failure, answer: UpstreamAnswer | null): () => void {
  if (retryable) return () => admission.failed(slug === 'upstream-rate-limited' ? holdMs(facts.retryAfterSeconds) : 0)
  return answer === null ? admission.abandoned : admission.succeeded
}

/** For longer than this nobody is believed: one wrong answer must not close a source for a day. Then one call at a time asks. */
const longestHoldSeconds = 900

function holdMs(retryAfterSeconds: number = 0): number {
  return Math.min(retryAfterSeconds, longestHoldSeconds) * 1000
}

function noteHealth({ health }: Connection, { slug }: Failure): void {
  if (slug === 'account-not-found') health.lastSuccessAt = new Date()
  else health.lastFailure = { at: new Date(), slug }
}

/** What the gateway's ids look like; anything else is the upstream's word, and stays out of the log. */
const plainId = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

function describe(
  { id }: Connection,
  { requestId }: RequestContext,
  attempt: number,
  startedAt: number,
  answer: UpstreamAnswer | null,
  slug: UpstreamCall['slug']
): UpstreamCall {
  const upstreamId = answer && headerOf(answer, 'x-ca-request-id')
  return {
    requestId,
    source: id,
    status: answer?.status ?? null,
    slug,
    attempt,
    durationMs: Math.round(performance.now() - startedAt),
    upstreamRequestId: upstreamId !== null && plainId.test(upstreamId) ? upstreamId : null
  }
}
