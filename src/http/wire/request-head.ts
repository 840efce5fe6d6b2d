import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Failure, invalidRequest } from '../../problems/failure.ts'
import { maxTargetLength } from './request-target.ts'

const maxHeaderFields = 200
/** Fields that mean one thing; Node would take the first of several. */
const single: ReadonlySet<string> = new Set(['host', 'authorization', 'content-type'])

/** A name or an address, and a port, or nothing at all. RFC 3986, 3.2.2 allows other characters; no name has them. */
const host = /^(?:(?:[\w.~-]|%[\da-f]{2}|[!$&'()*+,;=])*|\[[\da-fv.:]+\])(?::\d*)?$/i

/**
 * What is wrong with a request line and header fields that are HTTP: more than `maxBytes` of them, a field given twice, or what
 * RFC 9112, 3.2 has a server answer with 400: no Host (but in HTTP/1.0), or one that is none. Null when nothing is.
 */
export function headFailure(target: string, { rawHeaders, headers, httpVersion }: IncomingMessage, maxBytes: number) {
  if (target.length > maxTargetLength) {
    return new Failure('uri-too-long', { detail: `the request target is longer than ${maxTargetLength} characters` })
  }
  // Of more than 2000 Node would drop the rest in silence.
  if (rawHeaders.length > 2 * maxHeaderFields) {
    return new Failure('headers-too-large', { detail: `the request has more than ${maxHeaderFields} header fields` })
  }
  let bytes = target.length
  for (const text of rawHeaders) bytes += text.length + 2
  if (bytes > maxBytes) {
    return new Failure('headers-too-large', { detail: `the header fields are longer than ${maxBytes} bytes` })
  }
  const twice = givenTwice(rawHeaders)
  if (twice !== null) return headerMistake(twice, 'is duplicated')
  if (headers.host === undefined) return httpVersion === '1.0' ? null : headerMistake('Host', 'is missing')
  return host.test(headers.host) ? null : headerMistake('Host', 'is not a host name')
}

function givenTwice(rawHeaders: readonly string[]): string | null {
  const seen: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? ''
    if (!single.has(name)) continue
    if (seen.includes(name)) return rawHeaders[index] ?? name
    seen.push(name)
  }
  return null
}

function headerMistake(name: string, message: string): Failure {
  return invalidRequest({ in: 'header', name, message }, `the header ${name} ${message}`)
}

const requestIdPattern = /^[A-Za-z0-9._-]{1,128}$/

/** The caller's `X-Request-Id` where it is one that can go anywhere, else a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const asked = headers['x-request-id']
  return typeof asked === 'string' && requestIdPattern.test(asked) ? asked : randomUUID()
}
