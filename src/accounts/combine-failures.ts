import { Failure, type FailureFacts } from '../problems/failure.ts'
import { pauseSeconds } from '../problems/to-problem.ts'

/**
 * The failures of several sources, or keys, → one failure for the whole answer. If all have one slug, it is theirs with the
 * highest status. Otherwise it is `upstream-unavailable` if all are 503, else `upstream-error`.
 */
export function combineFailures(
  failures: readonly Failure[],
  each: Pick<FailureFacts, 'sources' | 'results'>
): Failure {
  const highest = failures.toSorted((left, right) => right.status - left.status)[0]
  const retryAfterSeconds = Math.max(...failures.map(pauseSeconds))
  const slugs = new Set(failures.map(({ slug }) => slug))
  const common = { ...each, retryAfterSeconds, retryable: failures.some(({ retryable }) => retryable) }
  if (highest !== undefined && slugs.size === 1) {
    const detail = [...new Set(failures.map((failure) => failure.facts.detail))].join('; ')
    const { status, facts } = highest
    return new Failure(highest.slug, {
      ...common,
      status,
      detail,
      ...(facts.headers ? { headers: facts.headers } : {})
    })
  }
  const unavailable = failures.every(({ status }) => status === 503)
  const detail = 'the failures have different reasons: see the problem of each'
  return new Failure(unavailable ? 'upstream-unavailable' : 'upstream-error', { ...common, detail })
}

/** The skipped sources whose reason has the highest status: a missing token ranks above a missing filter. */
export function mostTelling(skipped: readonly Failure[]): Failure[] {
  const highest = Math.max(...skipped.map(({ status }) => status))
  return skipped.filter(({ status }) => status === highest)
}
