import type { IncomingHttpHeaders } from 'node:http'
import { parseCookie } from 'cookie'
import { Type, type TSchema } from 'typebox'
import { Failure } from '../problems/failure.ts'
import type { SourceDefinition } from '../sources/source.ts'

/** RFC 6265 cookie-octet. A token is sent in a cookie or in a JSON text: these characters are safe in both. */
const tokenPattern = /^[\x21\x23-\x2B\x2D-\x3A\x3C-\x5B\x5D-\x7E]{1,4096}$/

/**
 * The caller's own upstream tokens, by source. The header wins over the cookie; an empty cookie is a user who signed out.
 * Throws `invalid-request` for a token that cannot be sent on.
 */
export function readCallerTokens(
  headers: IncomingHttpHeaders,
  registry: readonly SourceDefinition[]
): ReadonlyMap<string, string> {
  let tokens: Map<string, string> | null = null
  for (const { id, callerToken } of registry) {
    if (callerToken === null) continue
    const header = headers[callerToken.header.toLowerCase()]
    const token = header ?? (callerToken.cookie === null ? undefined : readCookie(headers, callerToken.cookie))
    if (token === undefined) continue
    if (typeof token !== 'string' || !tokenPattern.test(token)) {
      throw header === undefined
        ? notSendable('cookie', String(callerToken.cookie))
        : notSendable('header', callerToken.header)
    }
    tokens ??= new Map<string, string>()
    tokens.set(id, token)
  }
  return tokens ?? noTokens
}

/** Shared by all requests without one. */
const noTokens: ReadonlyMap<string, string> = new Map()

/** The headers that carry a caller's own tokens to these sources, as a schema for the document. */
export function callerTokenHeaders(sources: readonly { readonly definition: SourceDefinition }[]) {
  const headers: Record<string, TSchema> = {}
  for (const { definition } of sources) {
    if (definition.callerToken === null) continue
    const { header, cookie } = definition.callerToken
    const description = `The caller's own token at the upstream of ${definition.id}: it answers with that user's rights.`
    const sameInCookie = cookie === null ? [] : [`The cookie \`${cookie}\` does the same.`]
    headers[header] = Type.Optional(Type.String({ description: [description, ...sameInCookie].join(' ') }))
  }
  return Type.Object(headers)
}

/** Undefined when it is missing or empty. */
function readCookie({ cookie }: IncomingHttpHeaders, name: string): string | undefined {
  if (cookie === undefined || !cookie.includes(name)) return undefined
  return parseCookie(cookie, { decode: (value) => value })[name] || undefined
}

function notSendable(place: 'header' | 'cookie', name: string): Failure {
  return new Failure('invalid-request', {
    detail: 'a token cannot be sent on as it is',
    errors: [{ in: place, name, message: 'must be 1 to 4096 characters that a cookie may hold (RFC 6265)' }]
  })
}
