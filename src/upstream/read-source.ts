import { Failure } from '../problems/failure.ts'
import type { Coalescer } from './coalesce.ts'
import type { CallScope } from './deadline.ts'
import type { FoundAnswer } from './cache.ts'
import type { Ask } from './ask.ts'
import { callUpstream } from './call-upstream.ts'
import type { Connection } from '../sources/open-sources.ts'
import type { RequestContext } from './call-context.ts'

/** What was read, and from when it is. */
export interface Reading<Result> {
  readonly result: Result
  /** 0 when the upstream was asked for it. */
  readonly ageMs: number
  /** Whether it stands in for an answer that could not be had. */
  readonly stale: boolean
}

/**
 * Reads one thing from a source: a kept answer while it is fresh, else the upstream's, asked once for all who want the same
 * at the same time; where that fails in a way that may pass, a kept answer that is not too old. Throws a Failure otherwise.
 */
export async function readSource<Result>(
  connection: Connection,
  reads: Coalescer<Result>,
  ask: Ask<Result>,
  scope: CallScope,
  context: RequestContext
): Promise<Reading<Result>> {
  const { id, observer, cache } = connection
  const kept = ask.mayKeep && cache !== null ? await cache.find(ask.key) : null
  const fresh = kept?.isFresh() === true ? readKept(kept, ask) : null
  if (fresh !== null) {
    observer.onRead(id, 'cache')
    context.onAge(fresh.ageMs)
    return fresh
  }
  try {
    const { result, shared } = await reads.join(ask.key, scope, (own) => callUpstream(connection, ask, own, context))
    observer.onRead(id, shared ? 'shared' : 'upstream')
    return { result, ageMs: 0, stale: false }
  } catch (error) {
    const mayPass = error instanceof Failure && error.retryable
    // Such as that there is no such account, or no right to see it any more: that outlasts a failure which may follow.
    if (error instanceof Failure && !mayPass) cache?.forget(ask.key)
    const old = mayPass && kept?.isUsable() === true ? readKept(kept, ask) : null
    if (old === null) throw error
    observer.onRead(id, 'stale')
    context.onAge(old.ageMs)
    return { ...old, stale: true }
  }
}

/** An answer that was good once; null where it cannot be read any more, as after a change of what is read from it. */
function readKept<Result>({ body, ageMs }: FoundAnswer, ask: Ask<Result>): Reading<Result> | null {
  try {
    return { result: ask.read({ status: 200, headers: {}, body }), ageMs: ageMs(), stale: false }
  } catch {
    // Should it be a defect of ours, the upstream's own answer will show it.
    return null
  }
}
