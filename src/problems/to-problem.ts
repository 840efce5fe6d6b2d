import { problemType } from '../model/problem-catalogue.ts'
import type { ProblemSummary } from '../model/problem-summary.ts'
import type { Problem } from '../model/problem.ts'
import type { Failure } from './failure.ts'
import { withPublicTypes } from './public-types.ts'

export const problemMediaType = 'application/problem+json'

/** A failure → the problem in a report. */
export function toProblemSummary(failure: Failure): ProblemSummary {
  const { upstream, detail } = failure.facts
  return {
    type: `/problems/${failure.slug}`,
    slug: failure.slug,
    title: problemType(failure.slug).title,
    status: failure.status,
    detail,
    retryable: failure.retryable,
    ...(upstream === undefined ? {} : { upstream })
  }
}

/** The known parts of the request. */
export interface ProblemRequest {
  readonly path: string
  readonly requestId: string
  /** Path below which a proxy mounts the service; empty for the root. */
  readonly publicPath: string
}

/** A failure → the problem document of a request. */
export function toProblem(failure: Failure, request: ProblemRequest): Problem {
  const { source, upstream, scan, nextCursor, errors, detail } = failure.facts
  const { sources, results } = withPublicTypes(failure.facts, request.publicPath)
  return {
    type: `${request.publicPath}/problems/${failure.slug}`,
    slug: failure.slug,
    title: problemType(failure.slug).title,
    status: failure.status,
    detail,
    instance: request.path,
    requestId: request.requestId,
    retryable: failure.retryable,
    ...(source === undefined ? {} : { source }),
    ...(upstream === undefined ? {} : { upstream }),
    ...(sources === undefined ? {} : { sources: [...sources] }),
    ...(results === undefined ? {} : { results: [...results] }),
    ...(scan ? { scan } : {}),
    ...(nextCursor === undefined ? {} : { nextCursor }),
    ...(errors === undefined ? {} : { errors: [...errors] })
  }
}

/** Header fields for a failure: `Retry-After` with every 429 and 503, `WWW-Authenticate` with every 401. */
export function problemHeaders(failure: Failure): Record<string, string> {
  const headers: Record<string, string> = { ...failure.facts.headers }
  if (failure.status === 503 || failure.status === 429) {
    headers['retry-after'] = String(pauseSeconds(failure))
  }
  if (failure.status === 401) headers['www-authenticate'] ??= 'Bearer'
  return headers
}

/** Seconds until a retry: the upstream's value, else a short time, else until a quota may be back. */
export function pauseSeconds({ facts, retryable }: Failure): number {
  return facts.retryAfterSeconds ?? (retryable ? 1 : quotaPauseSeconds)
}

/** An exhausted quota does not come back within seconds. */
const quotaPauseSeconds = 60
