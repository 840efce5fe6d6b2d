import type { FastifySchema } from 'fastify'

/** Headers that routes have because of a plugin and not because of themselves. */
const everyAnswer = {
  'X-Request-Id': { type: 'string', description: 'Id of the request: the one that was sent, where it was usable.' }
}
const limitedAnswer = {
  RateLimit: {
    type: 'string',
    description: 'Requests left to the caller (`r`), and seconds until there are as many as ever (`t`).'
  },
  'RateLimit-Policy': { type: 'string', description: 'Requests a caller has (`q`) per window of `w` seconds.' }
}
const retryAfter = { 'Retry-After': { type: 'integer', description: 'Seconds to wait before asking again.' } }
const authenticate = { 'WWW-Authenticate': { type: 'string', description: 'Which credentials are needed.' } }

/** The schema of a route, for the document, with the headers that plugins add to its answers. */
export function withHeaders(schema: FastifySchema, limited: boolean): FastifySchema {
  if (typeof schema.response !== 'object' || schema.response === null) return schema
  const response = Object.fromEntries(
    Object.entries(schema.response).map(([status, answer]: [string, Record<string, unknown>]) => {
      const headers = { ...everyAnswer, ...(limited && limitedAnswer), ...headersOf(status), ...objectIn(answer) }
      return [status, { ...answer, headers }]
    })
  )
  return { ...schema, response }
}

function objectIn({ headers }: Record<string, unknown>): object {
  return typeof headers === 'object' && headers !== null ? headers : {}
}

function headersOf(status: string): object {
  if (status === '401') return authenticate
  return status === '429' || status === '503' ? retryAfter : {}
}
