import { problemType, type Slug } from '../../model/problem-catalogue.ts'
import { problemMediaType } from '../../problems/to-problem.ts'
import { problemExample } from './examples.ts'

/** Problems of every operation. */
const everywhere: readonly Slug[] = [
  'invalid-request',
  'not-acceptable',
  'uri-too-long',
  'headers-too-large',
  'internal-error'
]

/** A slug, alone or with another status than its usual one: RFC 9457 has one `type`, but some problems have two statuses. */
type Problem = Slug | readonly [Slug, number]

/** Problems of every operation with authentication and rate limit. */
export const callerSlugs: readonly Slug[] = ['unauthenticated', 'rate-limited', 'overloaded']

/** Problems of every operation that calls an upstream. */
export const upstreamSlugs: readonly Slug[] = [
  'upstream-parameter-rejected',
  'upstream-session-expired',
  'upstream-forbidden',
  'upstream-credentials-rejected',
  'upstream-misconfigured',
  'upstream-response-invalid',
  'upstream-error',
  'upstream-rejected',
  'upstream-unreachable',
  'upstream-unavailable',
  'upstream-rate-limited',
  'upstream-quota-exhausted',
  'circuit-open',
  'upstream-timeout',
  'shutting-down'
]

/** Problems with a caller's own token: the same types with another status. */
const ownToken = [
  ['upstream-session-expired', 401],
  ['upstream-forbidden', 403]
] as const satisfies readonly Problem[]

/** Problems of every operation that takes such tokens. */
const callerTokenProblems = ['upstream-credentials-missing', ...ownToken] as const satisfies readonly Problem[]

/** Problems of every operation that reads lists. */
export const listProblems = [
  'not-found',
  'account-not-found',
  'forbidden',
  ...callerSlugs,
  ...callerTokenProblems,
  ...upstreamSlugs
] as const satisfies readonly Problem[]

interface ProblemResponse {
  description: string
  content: Record<string, { schema: { $ref: string }; examples: Record<string, { summary: string; value: unknown }> }>
}

/** Slugs → the `response` part of a route's schema: one entry per status, one example per slug. */
export function problemResponses(operationId: string, ...slugs: readonly Problem[]): Record<string, ProblemResponse> {
  const responses: Record<string, ProblemResponse> = {}
  for (const problem of [...everywhere, ...slugs]) {
    const [slug, status] = typeof problem === 'string' ? [problem, problemType(problem).status] : problem
    responses[status] = withExample(responses[status], { operationId, slug, status })
  }
  return responses
}

/** Every status of a problem, the usual one first. */
export function statusesOf(slug: Slug): number[] {
  return [problemType(slug).status, ...ownToken.flatMap(([name, status]) => (name === slug ? [status] : []))]
}

interface Example {
  readonly operationId: string
  readonly slug: Slug
  readonly status: number
}

/** The response of one status, with another problem added. */
function withExample(known: ProblemResponse | undefined, { operationId, slug, status }: Example): ProblemResponse {
  const { title } = problemType(slug)
  const value = problemExample(operationId, slug, status)
  const { schema, examples } = known?.content[problemMediaType] ?? { schema: { $ref: 'Problem#' }, examples: {} }
  return {
    description: known === undefined ? `${title}.` : `${known.description} ${title}.`,
    // A new operation has no recorded examples yet.
    content: {
      [problemMediaType]: {
        schema,
        examples: { ...examples, ...(value !== undefined && { [slug]: { summary: title, value } }) }
      }
    }
  }
}
