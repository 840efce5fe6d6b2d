import type { MockAnswer } from './testing-mock.ts'

/** An answer with the headers of the service. */
export function toResponse({ status, body }: MockAnswer): Response {
  return Response.json(body, {
    status,
    headers: {
      'content-type': `application/${status < 400 ? '' : 'problem+'}json; charset=utf-8`,
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
      ...((status === 429 || status === 503) && { 'retry-after': '1' })
    }
  })
}
