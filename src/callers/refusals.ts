import type { IncomingHttpHeaders } from 'node:http'
import { Failure } from '../problems/failure.ts'
import type { Right } from './caller.ts'

/** RFC 6750, section 3. */
const challenge = 'Bearer realm="rollcall"'

/** No credentials were sent. The challenge then has no error (RFC 6750, 3.1). */
export function credentialsNeeded(headers: IncomingHttpHeaders, credential: 'key' | 'token'): Failure {
  return unauthenticated(`${reasonFor(headers)}: send Authorization: Bearer <${credential}>`, challenge)
}

/** Invalid credentials were sent. The detail says why and repeats nothing of them. */
export function credentialsRejected(detail: string): Failure {
  return unauthenticated(detail, `${challenge}, error="invalid_token"`)
}

/** The caller lacks these rights. */
export function rightsMissing(missing: readonly Right[]): Failure {
  const scope = missing.join(' ')
  return new Failure('forbidden', {
    detail: `the caller lacks the right ${missing.join(' and ')}; GET /me lists its rights`,
    headers: { 'www-authenticate': `${challenge}, error="insufficient_scope", scope="${scope}"` }
  })
}

/** The caller has no access to this source. */
export function sourceForbidden(source: string): Failure {
  return new Failure('forbidden', {
    detail: `the caller has no access to ${source}; GET /me lists its sources`,
    source
  })
}

/** The caller has no access to an enabled source of the needed kind. */
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
