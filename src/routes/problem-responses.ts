import { problemType, type Slug } from '../problems/catalogue.ts'
import { problemExample } from './examples.ts'

/** What any operation can answer, whatever it does. */
const everywhere: readonly Slug[] = [
  'invalid-request',
  'not-acceptable',
  'uri-too-long',
  'headers-too-large',
  'internal-error'
]

/** Slugs whose status depends on whose token failed: RFC 9457 has one `type`, we have two statuses. */
const otherStatus: Partial<Record<Slug, number>> = { 'upstream-session-expired': 401, 'upstream-forbidden': 403 }

/** What every operation that needs to know its caller, and counts its requests, can answer. */
export const callerSlugs: readonly Slug[] = ['unauthenticated', 'forbidden', 'rate-limited', 'overloaded']

/** What every operation that asks an upstream can answer. */
export const upstreamSlugs: readonly Slug[] = [
  'upstream-parameter-rejected',
  'upstream-credentials-missing',
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
  'upstream-timeout'
]

interface ProblemResponse {
  description: string
  content: Record<string, { schema: { $ref: string }; examples: Record<string, { summary: string; value: unknown }> }>
}

/** Slugs → the `response` part of a route's schema: one entry a status, one example a slug. */
export function problemResponses(...slugs: readonly Slug[]): Record<string, ProblemResponse> {
  const responses: Record<string, ProblemResponse> = {}
  for (const slug of [...everywhere, ...slugs]) {
    for (const status of statusesOf(slug)) add(responses, slug, status)
  }
  return responses
}

/** Every status that a problem can have, its usual one first. */
export function statusesOf(slug: Slug): number[] {
  const { status } = problemType(slug)
  const other = otherStatus[slug]
  return other === undefined ? [status] : [status, other]
}

function add(responses: Record<string, ProblemResponse>, slug: Slug, status: number): void {
  const { title } = problemType(slug)
  const example = problemExample(slug, status)
  const content = responses[status]?.content['application/problem+json'] ?? {
    schema: { $ref: 'Problem#' },
    examples: {}
  }
  content.examples[slug] = { summary: title, value: example }
  const titles = Object.values(content.examples).map(({ summary }) => summary)
  responses[status] = { description: `${titles.join('. ')}.`, content: { 'application/problem+json': content } }
}
