import { Type, type Static } from 'typebox'
import { nullableText } from './nullable.ts'
import { slugs, type Slug } from './problem-catalogue.ts'

/** What an upstream said of its own failure, as far as it may be shown. */
export const UpstreamNote = Type.Object(
  {
    httpStatus: Type.Integer({ description: "HTTP status of the upstream's answer." }),
    code: nullableText("The upstream's own code, as text."),
    message: nullableText("The upstream's own words, with tokens, addresses and long numbers replaced."),
    localizedMessage: nullableText('The same in the language of `Accept-Language`, as far as the upstream speaks it.'),
    requestId: nullableText("The upstream's id of the call, for its operators.")
  },
  { title: 'UpstreamNote', additionalProperties: false, description: 'What the upstream said of the failure.' }
)
export type UpstreamNote = Static<typeof UpstreamNote>

/** A problem as it stands in a source's report: the request's own members are left out. */
export const ProblemSummary = Type.Object(
  {
    type: Type.Unsafe<string>({
      type: 'string',
      enum: slugs.map((slug) => `/problems/${slug}`),
      title: 'ProblemPath',
      description: 'What happened, from a closed list. Open it in a browser to read more.'
    }),
    slug: Type.Unsafe<Slug>({
      type: 'string',
      enum: slugs,
      title: 'ProblemSlug',
      description: 'The name at the end of `type`, for a program to switch on.'
    }),
    title: Type.String({ description: 'The same in words; always the same for a type.' }),
    status: Type.Integer({ minimum: 400, maximum: 599, description: 'The HTTP status.' }),
    detail: Type.String({ description: 'What happened this time.' }),
    retryable: Type.Boolean({ description: 'Whether the same request may succeed when sent again.' }),
    upstream: Type.Optional(UpstreamNote)
  },
  {
    $id: 'ProblemSummary',
    additionalProperties: false,
    description: "Why one source, or one key, has no answer: a problem without the request's own members."
  }
)
export type ProblemSummary = Static<typeof ProblemSummary>
