import type { CallTrace, UpstreamCall } from '../observability/call-events.ts'
import { Abandoned, Failure } from '../problems/failure.ts'
import { judge, type Permit } from './breaker.ts'
import type { CallContext } from './call-context.ts'
import { pause, type Deadline } from './deadline.ts'
import { errorCodeOf } from './map-undici-error.ts'
import { headerOf, type UpstreamAnswer, type UpstreamRequest } from './message.ts'
import { refuseMoveToHttps } from './redirect.ts'
import { mayRetry, retryDelayMs } from './retry.ts'
import { toSourceFailure } from './source-failure.ts'
import { noteFailure, type ReadableUpstream, type Upstream } from './upstream.ts'

/** A read from an upstream. */
export interface Read<Result> {
  /** The content and the upstream rights of the read. Reads with equal keys have equal results. */
  readonly key: string
  /** Values that must not appear in quoted upstream messages. */
  readonly secrets: readonly string[]
  /** Whether a cached response may be used, and the response be cached. */
  readonly mayCache: boolean
  /** Whether it is a page of a scan. Scans must not take the slots that others need. */
  readonly isScan?: boolean
  /** A request ready to send, signed afresh on every call. */
  build(): UpstreamRequest
  /** The checked response. Throws a Failure. */
  read(answer: UpstreamAnswer): Result
}

export interface Reading<Result> {
  readonly result: Result
  /** 0 if the upstream was called. */
  readonly ageMs: number
  /** Whether it is a stale cached response, served because the upstream fails. */
  readonly stale: boolean
}

/** The request and the deadline of a call. */
export interface Work {
  readonly context: CallContext
  readonly deadline: Deadline
}

/**
 * Reads one thing from an upstream. This file is the order of what happens on the way:
 *
 *     cache → coalesce → retry → breaker → bulkhead → sign → send → read
 *
 * Throws a Failure that names the source, or Abandoned when the work was cancelled.
 */
export async function callUpstream<Result>(
  upstream: ReadableUpstream<Result>,
  read: Read<Result>,
  { context, deadline }: Work
): Promise<Reading<Result>> {
  const { id, cache, flights, observer } = upstream
  const found = cache === null || !read.mayCache ? null : cache.find(read.key)
  const cached = found instanceof Promise ? await found : found
  const fresh = cached?.isFresh === true ? cache?.read(cached, read) : null
  if (cached && fresh) {
    observer.onRead(id, 'cache')
    context.onAge(cached.ageMs)
    return { result: fresh.result, ageMs: cached.ageMs, stale: false }
  }
  try {
    const { result, shared } = await flights.join(read.key, deadline, (own) =>
      callWithRetries(upstream, read, { context, deadline: own })
    )
    observer.onRead(id, shared ? 'shared' : 'upstream')
    return { result, ageMs: 0, stale: false }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    // Not found, or no longer allowed: the cached response must not be served any more.
    if (!error.retryable) cache?.forget(read.key)
    const stale = error.retryable && cached?.isUsable === true ? cache?.read(cached, read) : null
    if (!cached || !stale) throw error
    observer.onRead(id, 'stale')
    context.onAge(cached.ageMs)
    return { result: stale.result, ageMs: cached.ageMs, stale: true }
  }
}

/** Throws the failure of the last call. */
async function callWithRetries<Result>(
  upstream: ReadableUpstream<Result>,
  read: Read<Result>,
  work: Work
): Promise<Result> {
  upstream.retry.budget.earn()
  let last: Failure | null = null
  for (let attempt = 1; ; attempt++) {
    try {
      return await callOnce(upstream, read, { ...work, attempt })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      // The failure of the call says more than a refusal of its retry.
      if (error.slug === 'circuit-open' || error.slug === 'overloaded') throw last ?? error
      last = error
    }
    const delayMs = retryDelayMs(attempt, last)
    if (upstream.breaker.pauseMs > delayMs || !mayRetry(upstream.retry, last, { attempt, delayMs, ...work })) throw last
    await pause(delayMs, work.deadline)
  }
}

/** `attempt` is 1 for the first call of a read. */
interface Attempt extends Work {
  readonly attempt: number
}

interface PermittedCall extends Attempt {
  readonly permit: Permit
}

/** One call in a slot of the bulkhead, with a permit of the breaker. */
async function callOnce<Result>(
  upstream: ReadableUpstream<Result>,
  read: Read<Result>,
  attempt: Attempt
): Promise<Result> {
  const { breaker, bulkhead } = upstream
  const { deadline } = attempt
  // With an open breaker a call must not wait for a slot first.
  if (breaker.state === 'open') throw circuitOpen(upstream)
  if (deadline.ended !== null) throw deadline.ended
  const isScan = read.isScan === true
  if (isScan) await waitForSlot(upstream, deadline, true)
  else if (!bulkhead.tryAcquire()) await waitForSlot(upstream, deadline, false)
  const acquiredAt = performance.now()
  try {
    const permit = breaker.admit()
    if (permit === null) throw circuitOpen(upstream)
    return await exchange(upstream, read, { ...attempt, permit })
  } finally {
    const heldMs = performance.now() - acquiredAt
    if (isScan) bulkhead.releaseForScan(heldMs)
    else bulkhead.release(heldMs)
  }
}

function circuitOpen({ id, breaker, observer }: Upstream): Failure {
  observer.onRefusal(id, 'circuit-open')
  const retryAfterSeconds = Math.max(Math.ceil(breaker.pauseMs / 1000), 1)
  const detail = `circuit breaker for ${id} is open; retry in ${retryAfterSeconds} s`
  return new Failure('circuit-open', { detail, source: id, retryAfterSeconds })
}

async function waitForSlot({ id, bulkhead, observer }: Upstream, deadline: Deadline, isScan: boolean): Promise<void> {
  try {
    await (isScan ? bulkhead.acquireForScan(deadline) : bulkhead.acquire(deadline))
  } catch (error) {
    if (!(error instanceof Failure) || error.slug !== 'overloaded') throw error
    observer.onRefusal(id, 'overloaded')
    throw error.with({ source: id, detail: `${id}: ${error.facts.detail}` })
  }
}

/** Signs, sends and reads one call. Then it reports the outcome to breaker, health, log, metrics and trace. */
async function exchange<Result>(
  upstream: ReadableUpstream<Result>,
  read: Read<Result>,
  call: PermittedCall
): Promise<Result> {
  const { context, deadline, attempt, permit } = call
  const startedAt = performance.now()
  const timeoutCounts = deadline.endsAt - startedAt >= upstream.timeoutMs / 2
  let trace: CallTrace | null = null
  let answer: UpstreamAnswer | null = null
  let slug: UpstreamCall['slug'] = null
  let errorCode: string | undefined
  try {
    trace = context.trace?.startCall(upstream.id, attempt) ?? null
    const request = withTrace(read.build(), trace)
    answer = await upstream.client.send(request, deadline)
    refuseMoveToHttps(answer, upstream.client.origin, request.path)
    const result = read.read(answer)
    if (read.mayCache) upstream.cache?.keep(read.key, answer.body, result)
    upstream.health.lastSuccessAt = new Date()
    permit.succeeded()
    return result
  } catch (error) {
    if (!(error instanceof Failure)) {
      permit.abandoned()
      slug = error instanceof Abandoned ? 'abandoned' : 'internal-error'
      throw error
    }
    const failure = toSourceFailure(error, upstream, { answer, context, secrets: read.secrets })
    slug = failure.slug
    errorCode = errorCodeOf(failure)
    // Our own shutdown says nothing about the upstream. Neither does a timeout of a call that spent its time waiting for a slot.
    if (slug === 'shutting-down') permit.abandoned()
    else if (slug === 'upstream-timeout' && answer === null && !timeoutCounts) permit.abandoned()
    else {
      noteFailure(upstream.health, failure)
      judge(permit, failure, answer !== null)
    }
    throw failure
  } finally {
    const ended = {
      requestId: context.requestId,
      source: upstream.id,
      status: answer?.status ?? null,
      slug,
      attempt,
      durationMs: Math.round(performance.now() - startedAt),
      upstreamRequestId: answer && requestIdOf(answer, upstream.requestIdHeader),
      ...(errorCode === undefined ? {} : { errorCode })
    }
    upstream.observer.onCall(ended)
    trace?.end(ended)
  }
}

/** Not signed: `X-Ca-Signature-Headers` names the signed headers. */
function withTrace(request: UpstreamRequest, trace: CallTrace | null): UpstreamRequest {
  return trace === null ? request : { ...request, headers: request.headers.concat(['traceparent', trace.traceparent]) }
}

/** A UUID, as sent by the gateway. Other ids are upstream text and must not get into the log. */
const plainId = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

function requestIdOf(answer: UpstreamAnswer, header: string | null): string | null {
  const id = headerOf(answer, header)
  return id !== null && plainId.test(id) ? id : null
}
