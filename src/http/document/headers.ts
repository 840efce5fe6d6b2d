import type { FastifySchema } from 'fastify'
import { isObject } from '../../json.ts'
import { answerFields, requestFields } from './header-fields.ts'

/** What a route does, as far as it decides on headers. */
export interface RouteTraits {
  /** Whether its requests count in the rate limit. */
  readonly limited: boolean
  /** Whether it asks upstreams, and so answers with personal data. */
  readonly asksUpstreams: boolean
}

/** The schema of a route, for the document, with the headers that plugins read and add. */
export function withHeaders(schema: FastifySchema, traits: RouteTraits): FastifySchema {
  const { headers, response } = schema
  const properties = {
    ...propertiesOf(headers),
    ...requestFields.every,
    ...(traits.asksUpstreams && requestFields.upstream)
  }
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
    ...answerFields.every,
    ...(limited && answerFields.limited),
    ...((asksUpstreams || status >= '400') && answerFields.kept),
    ...(asksUpstreams && answerFields.timed),
    ...(asksUpstreams && status === '200' && answerFields.aged),
    ...((status === '401' || status === '403') && answerFields.authenticate),
    ...((status === '429' || status === '503') && answerFields.retryAfter)
  }
}

function propertiesOf(schema: unknown): Record<string, unknown> {
  return objectOf(objectOf(schema)['properties'])
}

function objectOf(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {}
}
