import { problemType, type Slug } from '../../model/problem-catalogue.ts'
import { problemMediaType } from '../../problems/to-problem.ts'
import { problemExample } from './examples.ts'

/** What any operation can answer, whatever it does. */
const everywhere: readonly Slug[] = [
  'invalid-request',
  'not-acceptable',
  'uri-too-long',
  'headers-too-large',
  'internal-error'
]

/** A slug with its usual status, or with another one: RFC 9457 has one `type`, we have two statuses. */
type Problem = Slug | readonly [Slug, number]

/** What every operation that needs to know its caller, and counts its requests, can answer. */
export const callerSlugs: readonly Slug[] = ['unauthenticated', 'rate-limited', 'overloaded']

/** What every operation that asks an upstream can answer. */
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

/** What comes of a caller's own token instead: RFC 9457 has one `type`, we have two statuses. */
const ownToken = [
  ['upstream-session-expired', 401],
  ['upstream-forbidden', 403]
] as const satisfies readonly Problem[]

/** What every operation that takes such tokens can answer besides. */
const callerTokenProblems = ['upstream-credentials-missing', ...ownToken] as const satisfies readonly Problem[]

/** What every operation that reads lists can answer. */
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

/** Slugs → the `response` part of a route's schema: one entry a status, one example a slug. */
export function problemResponses(operationId: string, ...slugs: readonly Problem[]): Record<string, ProblemResponse> {
  const responses: Record<string, ProblemResponse> = {}
  for (const problem of [...everywhere, ...slugs]) {
    const [slug, status] = typeof problem === 'string' ? [problem, problemType(problem).status] : problem
    responses[status] = withExample(responses[status], { operationId, slug, status })
  }
  return responses
}

/** Every status that a problem can have, its usual one first. */
export function statusesOf(slug: Slug): number[] {
  return [problemType(slug).status, ...ownToken.flatMap(([name, status]) => (name === slug ? [status] : []))]
}

interface Example {
  readonly operationId: string
  readonly slug: Slug
  readonly status: number
}

/** The response of one status, with one more problem. */
function withExample(known: ProblemResponse | undefined, { operationId, slug, status }: Example): ProblemResponse {
  const { title } = problemType(slug)
  const value = problemExample(operationId, slug, status)
  const { schema, examples } = known?.content[problemMediaType] ?? { schema: { $ref: 'Problem#' }, examples: {} }
  return {
    description: known === undefined ? `${title}.` : `${known.description} ${title}.`,
    // An operation is there before its examples are recorded.
    content: {
      [problemMediaType]: {
        schema,
        examples: { ...examples, ...(value !== undefined && { [slug]: { summary: title, value } }) }
      }
    }
  }
}
