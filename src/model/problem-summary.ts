import { Type, type Static } from 'typebox'
import { nullableText } from './nullable.ts'
import { slugs, type Slug } from './problem-catalogue.ts'

/** An upstream's own message about its failure, scrubbed. */
export const UpstreamNote = Type.Object(
  {
    httpStatus: Type.Integer({ description: 'HTTP status of the upstream response.' }),
    code: nullableText('Code from the upstream, as text.'),
    message: nullableText('Message from the upstream, with tokens, addresses and long numbers replaced.'),
    localizedMessage: nullableText('The message in the language of `Accept-Language`, if the upstream supports it.'),
    requestId: nullableText("The upstream's id of the call, for its operators.")
  },
  { title: 'UpstreamNote', additionalProperties: false, description: 'Error from the upstream.' }
)
export type UpstreamNote = Static<typeof UpstreamNote>

/** A problem in a source's report, without the members of the request. */
export const ProblemSummary = Type.Object(
  {
    type: Type.Unsafe<string>({
      type: 'string',
      enum: slugs.map((slug) => `/problems/${slug}`),
      title: 'ProblemPath',
      description: 'Problem type, from a closed list. Opens as a page in a browser.'
    }),
    slug: Type.Unsafe<Slug>({
      type: 'string',
      enum: slugs,
      title: 'ProblemSlug',
      description: 'Last part of `type`, for programs to switch on.'
    }),
    title: Type.String({ description: 'Title of the type.' }),
    status: Type.Integer({ minimum: 400, maximum: 599, description: 'HTTP status.' }),
    detail: Type.String({ description: 'What went wrong in this request, and what to do.' }),
    retryable: Type.Boolean({ description: 'Whether a retry of the same request may succeed.' }),
    upstream: Type.Optional(UpstreamNote)
  },
  {
    $id: 'ProblemSummary',
    additionalProperties: false,
    description:
      'Why one source, or one key, has no answer. Unlike `Problem`, it has no `instance`, `requestId`, `source`, `sources`, ' +
      '`results`, `scan`, `nextCursor` and `errors`.'
  }
)
export type ProblemSummary = Static<typeof ProblemSummary>
