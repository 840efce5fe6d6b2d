import type { ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { parseCookie } from 'cookie'
import { Type, type TSchema } from 'typebox'
import { preferredLanguage } from './negotiate.ts'
import { logDefect } from '../observability/logger.ts'
import type { RequestSpan } from '../observability/tracing/tracer.ts'
import { Abandoned, Failure } from '../problems/failure.ts'
import type { Connection } from '../sources/open-sources.ts'
import type { CallContext } from '../upstream/call-context.ts'
import type { Deadline } from '../upstream/deadline.ts'
import type { SourceDefinition } from '../sources/source.ts'

/** What the domain must know of a request. Throws a Failure for a token that must not be sent on. */
export function requestContext(
  request: FastifyRequest,
  reply: FastifyReply,
  registry: readonly SourceDefinition[]
): CallContext {
  return new RequestContext(request, reply.raw, callerTokens(request, registry))
}

class RequestContext implements CallContext {
  readonly requestId: string
  readonly language: string | null
  readonly callerTokens: ReadonlyMap<string, string>
  readonly trace: RequestSpan | null
  private readonly request: FastifyRequest
  private readonly response: ServerResponse
  private deadlines: Deadline[] | null = null

  constructor(request: FastifyRequest, response: ServerResponse, callerTokens: ReadonlyMap<string, string>) {
    this.requestId = request.id
    this.language = preferredLanguage(request.headers)
    this.callerTokens = callerTokens
    this.trace = request.trace
    this.request = request
    this.response = response
  }

  /** Not by Fastify's `request.signal`, which fires as soon as the body of a request was read. */
  endOnDisconnect(deadline: Deadline): void {
    if (this.deadlines === null) {
      this.deadlines = []
      this.response.on('close', () => this.disconnect())
    }
    // An export starts one after the other.
    if (this.deadlines.length > maxDeadlines) this.deadlines = this.deadlines.filter(({ ended }) => ended === null)
    this.deadlines.push(deadline)
    if (this.response.destroyed) this.disconnect()
  }

  onSource(source: string, durationMs: number): void {
    this.request.sourceTimings ??= []
    this.request.sourceTimings.push([source, durationMs])
  }

  onAge(ageMs: number): void {
    this.request.answerAgeMs = Math.max(this.request.answerAgeMs, ageMs)
  }

  onDefect(error: unknown): void {
    logDefect(this.request.log, this.requestId, error)
  }

  private disconnect(): void {
    for (const deadline of this.deadlines ?? []) {
      if (deadline.ended === null) deadline.end(new Abandoned('the caller disconnected'))
    }
  }
}

/** More than this are kept only while they run. */
const maxDeadlines = 16

/** The headers that carry a caller's own tokens to these sources, for the document: `requestContext` reads them. */
export function callerTokenHeaders(sources: readonly Pick<Connection, 'definition'>[]) {
  const headers: Record<string, TSchema> = {}
  for (const { definition } of sources) {
    if (definition.callerToken === null) continue
    headers[definition.callerToken.header] = Type.Optional(
      Type.String({
        description: [
          `The caller's own token at the upstream of ${definition.id}: it answers with that user's rights.`,
          ...(definition.callerToken.cookie === null
            ? []
            : [`The cookie \`${definition.callerToken.cookie}\` does the same.`])
        ].join(' ')
      })
    )
  }
  return Type.Object(headers)
}

/** RFC 6265 cookie-octet. A token goes into a cookie or a JSON text; this alphabet is safe in both. */
const tokenPattern = /^[\x21\x23-\x2B\x2D-\x3A\x3C-\x5B\x5D-\x7E]{1,4096}$/

/** The caller's own upstream tokens, by source. The header wins over the cookie; an empty cookie is a signed-out user. */
function callerTokens(request: FastifyRequest, registry: readonly SourceDefinition[]): ReadonlyMap<string, string> {
  let tokens: Map<string, string> | null = null
  for (const { id, callerToken } of registry) {
    if (callerToken === null) continue
    const header = request.headers[callerToken.header.toLowerCase()]
    const cookie = callerToken.cookie === null ? undefined : cookieOf(request, callerToken.cookie)
    const token = header ?? (cookie === '' ? undefined : cookie)
    if (token === undefined) continue
    if (typeof token !== 'string' || !tokenPattern.test(token)) {
      const place = header === undefined ? 'cookie' : 'header'
      const name = place === 'header' ? callerToken.header : String(callerToken.cookie)
      throw new Failure('invalid-request', {
        detail: 'a token cannot be sent on as it is',
        errors: [{ in: place, name, message: 'must be 1 to 4096 characters that a cookie may hold (RFC 6265)' }]
      })
    }
    tokens ??= new Map<string, string>()
    tokens.set(id, token)
  }
  return tokens ?? noTokens
}

const noTokens: ReadonlyMap<string, string> = new Map()

function cookieOf(request: FastifyRequest, name: string): string | undefined {
  const header = request.headers.cookie
  if (header === undefined || !header.includes(name)) return undefined
  return parseCookie(header, { decode: (value) => value })[name]
}
