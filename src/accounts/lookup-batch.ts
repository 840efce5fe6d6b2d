import type { Account } from '../model/account.ts'
import type { Failure } from '../problems/failure.ts'
import { toProblemSummary } from '../problems/to-problem.ts'
import type { LookupSource } from '../sources/open-sources.ts'
import type { LookupKey, LookupResult, LookupResults } from '../model/lookup.ts'
import type { Work } from '../upstream/call.ts'
import { asFailure } from './as-failure.ts'
import { combineFailures } from './combine-failures.ts'
import { lookupWithin, type LookupOptions } from './lookup.ts'

/** Max calls at once for one request. */
const maxAtOnce = 8

interface Outcome {
  readonly account: Account | null
  readonly failure: Failure | null
}

/**
 * The accounts under several keys, in the keys' order. Equal keys cost one upstream call; all of them share the timeout of the
 * source. Throws the keys' common Failure when every key failed.
 */
export async function lookupAccounts(
  keys: readonly LookupKey[],
  source: LookupSource,
  options: LookupOptions
): Promise<LookupResults> {
  const { context } = options
  const startedAt = performance.now()
  const deadline = source.deadlines.start()
  context.endOnDisconnect(deadline)
  const outcomes = new Map<string, Outcome>()
  const queue = [...new Map(keys.map((key) => [nameOf(key), key]))]
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [name, key] = next
      outcomes.set(name, await lookupOne(key, source, { ...options, deadline }))
    }
  }
  try {
    // Fewer if the source allows fewer: a request must not fill its own queue.
    const atOnce = Math.min(maxAtOnce, source.bulkhead.maxConcurrency)
    await Promise.all(Array.from({ length: atOnce }, work))
  } finally {
    deadline.finish()
    context.onSource(source.id, performance.now() - startedAt)
  }
  return answerOf(keys, outcomes)
}

async function lookupOne(key: LookupKey, source: LookupSource, options: Work & LookupOptions): Promise<Outcome> {
  const { deadline, context } = options
  try {
    // After the deadline the remaining keys fail without a call.
    if (deadline.ended !== null) throw deadline.ended
    return { account: await lookupWithin(key, source, options), failure: null }
  } catch (error) {
    return { account: null, failure: asFailure(error, source.id, context) }
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
