import type { IncomingHttpHeaders } from 'node:http'
import { credentialsRejected } from './refusals.ts'

/** Headers for credentials. */
export const credentialHeaders = ['Authorization', 'X-Api-Key'] as const

/** Longer credentials are refused before anything is computed from them. */
const maxCredentialLength = 8192
/** RFC 6750, 2.1, `b64token`. */
const tokenPattern = /^[\w.~+/-]+=*$/

/**
 * The credential of a request, from `Authorization: Bearer` and, with `keyHeader`, from `X-Api-Key`. Null if there is none.
 * Another scheme counts as none (RFC 6750, 3.1). Throws `unauthenticated` for a malformed one, or for two different ones.
 */
export function readCredential(headers: IncomingHttpHeaders, keyHeader: boolean): string | null {
  const apiKey = keyHeader ? [headers['x-api-key'] ?? []].flat() : []
  const presented = new Set([...bearerOf(headers.authorization), ...apiKey])
  if (presented.has('')) throw credentialsRejected(emptyMessage(apiKey.includes(''), keyHeader))
  const [credential] = presented
  if (credential === undefined) return null
  if (presented.size > 1)
    throw credentialsRejected('Authorization and X-Api-Key hold different credentials: send one of them')
  if (credential.length > maxCredentialLength) {
    throw credentialsRejected(`the credentials are longer than ${maxCredentialLength} characters`)
  }
  if (!tokenPattern.test(credential))
    throw credentialsRejected('the credentials contain a character that is not allowed (RFC 6750, b64token)')
  return credential
}

function emptyMessage(isApiKey: boolean, keyHeader: boolean): string {
  return isApiKey
    ? 'X-Api-Key is empty: send the key in it, or send Authorization: Bearer <key>'
    : `Authorization has no credentials after Bearer: send Authorization: Bearer <${keyHeader ? 'key' : 'token'}>`
}

/** The credentials after the scheme, whose case is ignored (RFC 9110, 11.1). */
function bearerOf(authorization = ''): string[] {
  const credential = /^bearer(?: +|$)(.*)$/i.exec(authorization)?.[1]
  return credential === undefined ? [] : [credential]
}
