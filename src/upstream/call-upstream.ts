import { Failure } from '../problems/failure.ts'
import { retryDelayMs } from './retry.ts'
import { pause, type CallScope } from './deadline.ts'
import type { Ask } from './ask.ts'
import { attemptCall } from './attempt-call.ts'
import type { Connection } from '../sources/open-sources.ts'
import type { RequestContext } from './call-context.ts'

/**
 * Asks the upstream, again after failures that may pass: as often as the settings and the source's budget allow, each time
 * signed afresh, all within the scope. Throws what the last call failed with.
 */
export async function callUpstream<Result>(
  connection: Connection,
  ask: Ask<Result>,
  scope: CallScope,
  context: RequestContext
): Promise<Result> {
  connection.retryBudget.earn()
  let last: Failure | null = null
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptCall(connection, ask, attempt, scope, context)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      // What went wrong before says more than that it was not tried again.
      if (isRefusal(error)) throw last ?? error
      last = error
    }
    const delayMs = retryDelayMs(attempt, last, Math.random())
    if (!mayRetry(connection, attempt, last, delayMs, scope)) throw last
    await pause(delayMs, scope)
  }
}

/** A call that was not made: the breaker or the bulkhead said no. */
function isRefusal({ slug }: Failure): boolean {
  return slug === 'circuit-open' || slug === 'overloaded'
}

/** What makes no sense twice makes none the third time. */
function mayRetry(
  { retryAttempts, retryBudget, breaker }: Connection,
  attempt: number,
  { retryable, slug }: Failure,
  delayMs: number,
  { ended, endsAt }: CallScope
): boolean {
  return (
    retryable &&
    attempt <= (slug === 'upstream-response-invalid' ? Math.min(retryAttempts, 1) : retryAttempts) &&
    ended === null &&
    performance.now() + delayMs < endsAt &&
    breaker.pauseMs <= delayMs &&
    retryBudget.spend()
  )
}
