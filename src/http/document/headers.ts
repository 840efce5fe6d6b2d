import type { FastifySchema } from 'fastify'
import { isObject } from '../../json.ts'
import { answerFields, requestFields } from './header-fields.ts'

/** The traits of a route that decide on its headers. */
export interface RouteTraits {
  /** Whether the rate limit applies. */
  readonly limited: boolean
  /** Whether it calls upstreams. Then its answers contain personal data. */
  readonly asksUpstreams: boolean
}

/** The schema of a route, for the document, with the headers of hooks. */
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
