import type { IncomingMessage } from 'node:http'
import { Failure } from '../problems/failure.ts'

/** A name or an address, and a port, or nothing at all. RFC 3986, 3.2.2 allows other characters; no name has them. */
const host = /^(?:(?:[\w.~-]|%[\da-f]{2}|[!$&'()*+,;=])*|\[[\da-fv.:]+\])(?::\d*)?$/i

/** What RFC 9112, 3.2 has a server answer with 400: no Host (but in HTTP/1.0), several, or one that is none. */
export function hostFailure({ rawHeaders, httpVersion }: IncomingMessage): Failure | null {
  let count = 0
  let value = ''
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.length !== 4 || rawHeaders[index]?.toLowerCase() !== 'host') continue
    count++
    value = rawHeaders[index + 1] ?? ''
  }
  if (count === 0) return httpVersion === '1.0' ? null : mistake('is missing')
  if (count > 1) return mistake('is given twice')
  return host.test(value) ? null : mistake('is not the name of a host')
}

function mistake(message: string): Failure {
  return new Failure('invalid-request', {
    detail: `the header Host ${message}`,
    errors: [{ in: 'header', name: 'Host', message }]
  })
}
