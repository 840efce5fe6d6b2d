import { Type, type Static } from 'typebox'
import type { LookupResult } from './lookup.ts'
import type { ScanProgress, SourceReport } from './page.ts'
import { ProblemSummary } from './problem-summary.ts'

/** One mistake in a request: the part, the parameter and its rule. */
export const RequestMistake = Type.Object(
  {
    in: Type.Enum(['query', 'body', 'path', 'header', 'cookie'], { description: 'Location of the mistake.' }),
    name: Type.String({ description: 'The parameter, or the path into the body.' }),
    message: Type.String({ description: 'The rule for its value.' })
  },
  { title: 'RequestMistake', additionalProperties: false, description: 'One mistake in a request.' }
)
export type RequestMistake = Static<typeof RequestMistake>

const { type, slug, title, status, detail, retryable, upstream } = ProblemSummary.properties

export const Problem = Type.Object(
  {
    type,
    slug,
    title,
    status,
    detail,
    instance: Type.String({ description: 'Path of the request, without its query.' }),
    requestId: Type.String({ description: 'Same as the header X-Request-Id.' }),
    retryable,
    source: Type.Optional(Type.String({ description: 'The source that failed.' })),
    upstream,
    sources: Type.Optional(
      Type.Array(Type.Unsafe<SourceReport>({ $ref: 'SourceReport#' }), {
        description: 'One report per source, if the query has several.'
      })
    ),
    results: Type.Optional(
      Type.Array(Type.Unsafe<LookupResult>({ $ref: 'LookupResult#' }), {
        description: 'One result per key of a batch lookup in which every key failed.'
      })
    ),
    scan: Type.Optional(
      Type.Unsafe<ScanProgress>({
        $ref: 'ScanProgress#',
        description: 'How far the list was read through, with `scan-incomplete`.'
      })
    ),
    nextCursor: Type.Optional(
      Type.String({ description: 'Send it as `cursor` to go on where the scan stopped, with `scan-incomplete`.' })
    ),
    errors: Type.Optional(Type.Array(RequestMistake, { description: 'Every mistake found in the request.' }))
  },
  { $id: 'Problem', additionalProperties: false, description: 'Problem details (RFC 9457). Every error has this form.' }
)
export type Problem = Static<typeof Problem>

/** An entry of the catalogue, with an example. */
export const ProblemType = Type.Object(
  {
    type: Type.String({ description: 'The value of `type` in a problem.' }),
    title: Type.String({ description: 'Title.' }),
    status: Type.Integer({ description: 'Usual HTTP status.' }),
    side: Type.Enum(['caller', 'upstream', 'service'], {
      description: 'Who can fix it.'
    }),
    retryable: Type.Boolean({ description: 'Whether a retry usually helps.' }),
    meaning: Type.String({ description: 'What happened.' }),
    advice: Type.String({ description: 'What to do.' }),
    sample: Type.Unsafe<unknown>({ $ref: 'Problem#' })
  },
  { $id: 'ProblemType', additionalProperties: false, description: 'Meaning of a problem type, and what to do.' }
)
export type ProblemType = Static<typeof ProblemType>
