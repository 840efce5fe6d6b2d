import type { IncomingHttpHeaders } from 'node:http'
import { Failure } from '../problems/failure.ts'
import type { Right } from './caller.ts'

/** RFC 6750, section 3. */
const challenge = 'Bearer realm="rollcall"'

/** Nothing was sent that could tell who calls: the challenge is without an error then (RFC 6750, 3.1). */
export function credentialsNeeded(headers: IncomingHttpHeaders, credential: 'key' | 'token'): Failure {
  return unauthenticated(`${reasonFor(headers)}: send Authorization: Bearer <${credential}>`, challenge)
}

/** Something was sent, and it is not good. The detail says why and repeats nothing of it. */
export function credentialsRejected(detail: string): Failure {
  return unauthenticated(detail, `${challenge}, error="invalid_token"`)
}

/** The caller is known, and lacks these rights. */
export function rightsMissing(missing: readonly Right[]): Failure {
  const scope = missing.join(' ')
  return new Failure('forbidden', {
    detail: `the caller lacks the right ${missing.join(' and ')}; GET /me lists its rights`,
    headers: { 'www-authenticate': `${challenge}, error="insufficient_scope", scope="${scope}"` }
  })
}

/** The caller is known, and this is none of its sources. */
export function sourceForbidden(source: string): Failure {
  return new Failure('forbidden', {
    detail: `the caller has no access to ${source}; GET /me lists its sources`,
    source
  })
}

/** The caller is known, and none of its sources is enabled, or none of the kind that is asked. */
export function nothingVisible(): Failure {
  return new Failure('forbidden', {
    detail: 'the caller has no access to a source that supports this request; GET /me lists its sources'
  })
}

function reasonFor(headers: IncomingHttpHeaders): string {
  if (headers.authorization !== undefined) return 'Authorization must begin with Bearer'
  return headers['x-api-key'] === undefined ? 'no credentials were sent' : 'X-Api-Key is not used here'
}

function unauthenticated(detail: string, authenticate: string): Failure {
  return new Failure('unauthenticated', { detail, headers: { 'www-authenticate': authenticate } })
}
