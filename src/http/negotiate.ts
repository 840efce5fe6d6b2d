import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'

/**
 * The media type that the caller prefers, the first one by default; null if `Accept` excludes all (RFC 9110, 12.5.1). Parameters
 * are ignored: every type has one form, and `application/json; charset=utf-8` is common.
 */
export function preferredType({ accept }: IncomingHttpHeaders, types: readonly string[]): string | null {
  if (!accept || accept === '*/*') return types[0] ?? null
  const plain = accept.includes(';') ? accept.split(',').map(withoutParameters).join(',') : accept
  return new Negotiator({ headers: { accept: plain } }).mediaType([...types]) ?? null
}

/** Whether to send the page instead of JSON. Adds `Vary` to the answer. */
export function prefersPage(request: FastifyRequest, reply: FastifyReply): boolean {
  // CORS may have set it before.
  reply.header('vary', [reply.getHeader('vary') ?? [], 'Accept'].flat().join(', '))
  return preferredType(request.headers, ['application/json', 'text/html']) === 'text/html'
}

const languageTag = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/
const maxTagLength = 35

/** The language that the caller prefers (RFC 9110, 12.5.4); null if it names none. */
export function preferredLanguage(headers: IncomingHttpHeaders): string | null {
  if (headers['accept-language'] === undefined) return null
  const [best] = new Negotiator({ headers }).languages()
  return best !== undefined && best.length <= maxTagLength && languageTag.test(best) ? best : null
}

/** A media range without parameters except its weight. */
function withoutParameters(range: string): string {
  const [type, ...parameters] = range.split(';')
  return [type, ...parameters.filter((parameter) => /^\s*q\s*=/i.test(parameter))].join(';')
}
