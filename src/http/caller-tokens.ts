import type { IncomingHttpHeaders } from 'node:http'
import { parseCookie } from 'cookie'
import { Type, type TSchema } from 'typebox'
import { Failure } from '../problems/failure.ts'
import type { SourceDefinition } from '../sources/source.ts'
import type { CallerTokens } from '../upstream/call-context.ts'

interface TokenTaker {
  readonly definition: Pick<SourceDefinition, 'id' | 'callerToken'>
}

/** A token as sent. */
interface GivenToken {
  readonly text: string
  readonly place: 'header' | 'cookie'
  /** Name of the header or cookie. */
  readonly name: string
}

/**
 * The caller's own upstream tokens for these sources. The header takes precedence over the cookie. An empty cookie means that the
 * user signed out. A token is checked when its source is read.
 */
export function readCallerTokens(headers: IncomingHttpHeaders, sources: readonly TokenTaker[]): CallerTokens {
  let tokens: Map<string, GivenToken> | null = null
  for (const { definition } of sources) {
    const token = definition.callerToken === null ? null : readToken(headers, definition.callerToken)
    if (token === null) continue
    tokens ??= new Map<string, GivenToken>()
    tokens.set(definition.id, token)
  }
  return tokens === null ? noTokens : new GivenTokens(tokens)
}

/** The headers for a caller's own tokens to these sources, as a schema for the document. */
export function callerTokenHeaders(sources: readonly TokenTaker[]) {
  const headers: Record<string, TSchema> = {}
  for (const { definition } of sources) {
    if (definition.callerToken === null) continue
    const { header, cookie } = definition.callerToken
    const description = `A user's token for the upstream of ${definition.id}, which answers with that user's rights.`
    const sameInCookie = cookie === null ? [] : [`The cookie \`${cookie}\` does the same.`]
    headers[header] = Type.Optional(Type.String({ description: [description, ...sameInCookie].join(' ') }))
  }
  return Type.Object(headers)
}

class GivenTokens implements CallerTokens {
  private readonly tokens: ReadonlyMap<string, GivenToken>

  constructor(tokens: ReadonlyMap<string, GivenToken>) {
    this.tokens = tokens
  }

  has(source: string): boolean {
    return this.tokens.has(source)
  }

  get(source: string): string | null {
    const token = this.tokens.get(source)
    if (token === undefined) return null
    if (!tokenPattern.test(token.text)) throw notSendable(source, token)
    return token.text
  }

  texts(): string[] {
    return Array.from(this.tokens.values(), ({ text }) => text)
  }
}

/** Shared by all requests without one. */
const noTokens: CallerTokens = new GivenTokens(new Map())

/** RFC 6265 cookie-octet. A token is sent in a cookie or in a JSON text; these characters are safe in both. */
const tokenPattern = /^[\x21\x23-\x2B\x2D-\x3A\x3C-\x5B\x5D-\x7E]{1,4096}$/

function readToken(
  headers: IncomingHttpHeaders,
  { header, cookie }: { readonly header: string; readonly cookie: string | null }
): GivenToken | null {
  const inHeader = headers[header.toLowerCase()]
  if (inHeader !== undefined) return { text: String(inHeader), place: 'header', name: header }
  const inCookie = cookie === null ? undefined : readCookie(headers, cookie)
  return cookie === null || inCookie === undefined ? null : { text: inCookie, place: 'cookie', name: cookie }
}

/** Undefined if it is missing or empty. */
function readCookie({ cookie }: IncomingHttpHeaders, name: string): string | undefined {
  if (cookie === undefined || !cookie.includes(name)) return undefined
  return parseCookie(cookie, { decode: (value) => value })[name] || undefined
}

function notSendable(source: string, { place, name }: GivenToken): Failure {
  const message = 'must be 1 to 4096 characters that a cookie may hold (RFC 6265)'
  return new Failure('invalid-request', {
    detail: `the ${place} ${name} ${message}`,
    source,
    errors: [{ in: place, name, message }]
  })
}
