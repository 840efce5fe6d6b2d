import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Failure, invalidRequest } from '../../problems/failure.ts'
import { maxTargetLength } from './request-target.ts'

const maxHeaderFields = 200
/** Fields that must not be repeated. Node would use the first one. */
const single: ReadonlySet<string> = new Set(['host', 'authorization', 'content-type'])

/**
 * A host name or an address, with an optional port, or nothing. RFC 3986, 3.2.2 allows more characters, but host names do not use
 * them.
 */
const host = /^(?:(?:[\w.~-]|%[\da-f]{2}|[!$&'()*+,;=])*|\[[\da-fv.:]+\])(?::\d*)?$/i

/**
 * The failure of a request line and header fields; null if they are valid. They must not exceed `maxBytes` or repeat a single
 * field. RFC 9112, 3.2 requires 400 for a missing or invalid Host; HTTP/1.0 may omit it.
 */
export function headFailure(target: string, { rawHeaders, headers, httpVersion }: IncomingMessage, maxBytes: number) {
  if (target.length > maxTargetLength) {
    return new Failure('uri-too-long', { detail: `the request target is longer than ${maxTargetLength} characters` })
  }
  // Node silently drops fields beyond 2000.
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

/** The caller's `X-Request-Id` if it has a safe alphabet, else a new id. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const asked = headers['x-request-id']
  return typeof asked === 'string' && requestIdPattern.test(asked) ? asked : randomUUID()
}
