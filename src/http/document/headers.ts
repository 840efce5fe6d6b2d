import type { FastifySchema } from 'fastify'
import { isObject } from '../../json.ts'

/** What a route does, as far as it decides on headers. */
export interface RouteTraits {
  /** Whether its requests count in the rate limit. */
  readonly limited: boolean
  /** Whether it asks upstreams, and so answers with personal data. */
  readonly asksUpstreams: boolean
}

const text = (description: string, example: string) => ({ type: 'string', description, examples: [example] })
const seconds = (description: string) => ({ type: 'integer', minimum: 0, description })

/** Headers that routes have because of a plugin and not because of themselves. */
const everyAnswer = {
  'X-Request-Id': text(
    'Id of the request, also in the logs and in calls to the gateway: the one that was sent, where it was usable.',
    'b7a4ce2e-5a1e-4d0e-9a57-3f6f0d9d4c11'
  )
}
const limitedAnswer = {
  RateLimit: text(
    'Requests left to the caller (`r`), and seconds until there are as many as ever (`t`). Structured field (RFC 9651).',
    '"default";r=99;t=60'
  ),
  'RateLimit-Policy': text('Requests a caller has (`q`) per window of `w` seconds.', '"default";q=100;w=60')
}
const kept = { 'Cache-Control': text('That no cache may keep the answer.', 'private, no-store') }
const timed = {
  'Server-Timing': text(
    'One entry for each source asked, with the milliseconds it took (`dur`). Absent where none was asked.',
    'tenant;dur=12.3, iam;dur=8.1'
  )
}
const aged = {
  Age: seconds('Seconds since the oldest part of the answer came from its upstream. Absent when all is fresh.')
}
const retryAfter = { 'Retry-After': seconds('Seconds to wait before asking again.') }
const authenticate = {
  'WWW-Authenticate': text('Which credentials are needed, or with 403 which rights (RFC 6750).', 'Bearer')
}

/** Without examples: the docs page would send them. */
const everyRequest = {
  'X-Request-Id': {
    type: 'string',
    pattern: '^[A-Za-z0-9._-]{1,128}$',
    description: 'Id for the request, to find it again in logs. Another one takes its place where it does not match.'
  },
  traceparent: {
    type: 'string',
    description: 'Place of the request in a trace (W3C Trace Context). It goes along to the upstreams.'
  }
}
const upstreamRequest = {
  'Accept-Language': {
    type: 'string',
    description: "Language of the upstreams' own messages, where they speak it, such as `zh-CN` (RFC 9110)."
  }
}

/** The schema of a route, for the document, with the headers that plugins read and add. */
export function withHeaders(schema: FastifySchema, traits: RouteTraits): FastifySchema {
  const { headers, response } = schema
  const properties = { ...propertiesOf(headers), ...everyRequest, ...(traits.asksUpstreams && upstreamRequest) }
  return {
    ...schema,
    headers: { type: 'object', properties },
    response: Object.fromEntries(
      Object.entries(objectOf(response)).map(([status, answer]: [string, unknown]) => {
        const own = objectOf(objectOf(answer)['headers'])
        return [status, { ...objectOf(answer), headers: { ...headersOf(status, traits), ...own } }]
      })
    )
  }
}

function headersOf(status: string, { limited, asksUpstreams }: RouteTraits): object {
  return {
    ...everyAnswer,
    ...(limited && limitedAnswer),
    ...((asksUpstreams || status >= '400') && kept),
    ...(asksUpstreams && timed),
    ...(asksUpstreams && status === '200' && aged),
    ...((status === '401' || status === '403') && authenticate),
    ...((status === '429' || status === '503') && retryAfter)
  }
}

function propertiesOf(schema: unknown): Record<string, unknown> {
  return objectOf(objectOf(schema)['properties'])
}

function objectOf(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {}
}
