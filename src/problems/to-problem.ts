import { Type, type Static } from 'typebox'
import { problemType, slugs } from '../model/problem-catalogue.ts'
import type { Failure } from './failure.ts'

const nullableText = (description: string) => Type.Unsafe<string | null>({ type: ['string', 'null'], description })

const upstreamNoteSchema = Type.Object(
  {
    httpStatus: Type.Integer({ description: "HTTP status of the upstream's answer." }),
    code: nullableText("The upstream's own code, as text."),
    message: nullableText("The upstream's own words, with tokens, addresses and long numbers replaced."),
    localizedMessage: nullableText('The same in the language of `Accept-Language`, as far as the upstream speaks it.'),
    requestId: nullableText("The upstream's id of the call, for its operators.")
  },
  { title: 'UpstreamNote', additionalProperties: false, description: 'What the upstream said of the failure.' }
)

const common = {
  type: Type.Unsafe<string>({
    type: 'string',
    enum: slugs.map((slug) => `/problems/${slug}`),
    description: 'What happened, from a closed list. Open it in a browser to read more.'
  }),
  title: Type.String({ description: 'The same in words; always the same for a type.' }),
  status: Type.Integer({ minimum: 400, maximum: 599, description: 'The HTTP status.' }),
  detail: Type.String({ description: 'What happened this time.' }),
  retryable: Type.Boolean({ description: 'Whether the same request may succeed when sent again.' }),
  upstream: Type.Optional(upstreamNoteSchema)
}

/** A problem as it stands in a source's report: the request's own members are left out. */
export const problemSummarySchema = Type.Object(common, {
  $id: 'ProblemSummary',
  additionalProperties: false,
  description: "Why one source, or one key, has no answer: a problem without the request's own members."
})
export type ProblemSummary = Static<typeof problemSummarySchema>

export const problemSchema = Type.Object(
  {
    type: common.type,
    title: common.title,
    status: common.status,
    detail: common.detail,
    instance: Type.String({ description: 'Path of the request, without its query.' }),
    requestId: Type.String({ description: 'Also in the header X-Request-Id, and the id sent to the upstreams.' }),
    retryable: common.retryable,
    source: Type.Optional(Type.String({ description: 'The source that failed.' })),
    upstream: common.upstream,
    sources: Type.Optional(
      Type.Array(Type.Unsafe<unknown>({ $ref: 'SourceReport#' }), {
        description: 'One report for each source of the query, where there were several.'
      })
    ),
    results: Type.Optional(
      Type.Array(Type.Unsafe<unknown>({ $ref: 'LookupResult#' }), {
        description: 'One result for each key of a lookup, where every key failed.'
      })
    ),
    errors: Type.Optional(
      Type.Array(
        Type.Object(
          {
            in: Type.Enum(['query', 'body', 'path', 'header', 'cookie'], { description: 'Where the mistake stands.' }),
            name: Type.String({ description: 'The parameter, or the path into the body.' }),
            message: Type.String({ description: 'What is expected.' })
          },
          { title: 'RequestMistake', additionalProperties: false, description: 'One mistake in a request.' }
        ),
        { description: 'Every mistake found in the request.' }
      )
    )
  },
  { $id: 'Problem', additionalProperties: false, description: 'RFC 9457 problem details: the one kind of error.' }
)
export type Problem = Static<typeof problemSchema>

/** A failure → the problem as a report shows it. */
export function toProblemSummary(failure: Failure): ProblemSummary {
  const { upstream, detail } = failure.facts
  return {
    type: `/problems/${failure.slug}`,
    title: problemType(failure.slug).title,
    status: failure.status,
    detail,
    retryable: failure.retryable,
    ...(upstream === undefined ? {} : { upstream })
  }
}

/** A failure → the problem document of a request. */
export function toProblem(failure: Failure, request: { path: string; requestId: string }): Problem {
  const { source, upstream, errors, extra, detail } = failure.facts
  return {
    type: `/problems/${failure.slug}`,
    title: problemType(failure.slug).title,
    status: failure.status,
    detail,
    instance: request.path,
    requestId: request.requestId,
    retryable: failure.retryable,
    ...(source === undefined ? {} : { source }),
    ...(upstream === undefined ? {} : { upstream }),
    ...extra,
    ...(errors === undefined ? {} : { errors: [...errors] })
  }
}

/** Header fields that go with a failure: `Retry-After` with every 429 and 503, `WWW-Authenticate` with every 401. */
export function problemHeaders(failure: Failure): Record<string, string> {
  const headers: Record<string, string> = { ...failure.facts.headers }
  if (failure.status === 503 || failure.status === 429) {
    headers['retry-after'] = String(pauseSeconds(failure))
  }
  if (failure.status === 401) headers['www-authenticate'] ??= 'Bearer'
  return headers
}

/** How long to wait before asking again: as the upstream says, else shortly, else until a quota may be back. */
export function pauseSeconds({ facts, retryable }: Failure): number {
  return facts.retryAfterSeconds ?? (retryable ? 1 : quotaPauseSeconds)
}

/** A quota that is used up does not come back within seconds. */
const quotaPauseSeconds = 60
