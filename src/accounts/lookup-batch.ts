import type { Failure } from '../problems/failure.ts'
import { toProblemSummary } from '../problems/to-problem.ts'
import type { RequestContext } from '../upstream/call-context.ts'
import { timeoutFailure, type LookupConnection } from '../sources/open-sources.ts'
import type { LookupKey, LookupResult, LookupResults } from '../model/lookup.ts'
import { withinScope, type CallScope } from '../upstream/deadline.ts'
import type { Account } from '../model/account.ts'
import { asFailure } from './as-failure.ts'
import { combineFailures } from './combine-failures.ts'
import { lookupWithin } from './lookup.ts'

/** Calls that run at once for one request, at most. */
const mostAtOnce = 8

interface Outcome {
  readonly account: Account | null
  readonly failure: Failure | null
}

/**
 * The accounts under several keys, in the keys' order. Equal keys cost one upstream call; all of them share the source's
 * timeout. Throws the keys' common Failure when every key failed.
 */
export async function lookupAccounts(
  keys: readonly LookupKey[],
  includeRaw: boolean,
  connection: LookupConnection,
  context: RequestContext
): Promise<LookupResults> {
  const outcomes = new Map<string, Outcome>()
  const queue = [...new Map(keys.map((key) => [nameOf(key), key]))]
  // Fewer where the source takes fewer: a request must not fill its own queue.
  const atOnce = Math.min(mostAtOnce, connection.bulkhead.maxConcurrency)
  const startedAt = performance.now()
  const work = async (scope: CallScope): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [name, key] = next
      outcomes.set(name, await lookupOne(key, includeRaw, connection, scope, context))
    }
  }
  try {
    await withinScope(
      connection.timeoutMs,
      () => timeoutFailure(connection),
      context.caller,
      (scope) => Promise.all(Array.from({ length: atOnce }, () => work(scope)))
    )
  } finally {
    context.onSource(connection.id, performance.now() - startedAt)
  }
  return answerOf(keys, outcomes)
}

async function lookupOne(
  key: LookupKey,
  includeRaw: boolean,
  connection: LookupConnection,
  scope: CallScope,
  context: RequestContext
): Promise<Outcome> {
  try {
    // Once the time is up, the keys still waiting fail without a call.
    if (scope.ended !== null) throw scope.ended
    return { account: await lookupWithin(scope, key, includeRaw, connection, context), failure: null }
  } catch (error) {
    return { account: null, failure: asFailure(error, connection.id, context) }
  }
}

function answerOf(keys: readonly LookupKey[], outcomes: ReadonlyMap<string, Outcome>): LookupResults {
  const results = keys.map((key) => resultOf(key, outcomes.get(nameOf(key)) ?? { account: null, failure: null }))
  const failures = [...outcomes.values()].map(({ failure }) => failure).filter((failure) => isFailed(failure))
  if (failures.length === outcomes.size) throw combineFailures(failures, { results })
  return { results, complete: failures.length === 0 }
}

function resultOf(key: LookupKey, { account, failure }: Outcome): LookupResult {
  if (isFailed(failure)) return { key, status: 'failed', account: null, problem: toProblemSummary(failure) }
  return { key, status: account === null ? 'not-found' : 'found', account, problem: null }
}

function isFailed(failure: Failure | null): failure is Failure {
  return failure !== null && failure.slug !== 'account-not-found'
}

function nameOf(key: LookupKey): string {
  return JSON.stringify(Object.entries(key))
}
