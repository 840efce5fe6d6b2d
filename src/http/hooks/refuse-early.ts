import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { HttpLimits } from '../limits.ts'
import { Failure, invalidRequest } from '../../problems/failure.ts'
import { isObject, type JsonObject } from '../../json.ts'
import { preferredType } from '../negotiate.ts'
import { lostPlus } from './lost-plus.ts'
import { headFailure } from '../wire/request-head.ts'
import { isPercentEncoded } from '../wire/request-target.ts'

const json = ['application/json'] as const

/**
 * Refuses requests that no route would answer, before anything is read: malformed heads, unknown paths, and an `Accept` that
 * excludes every media type. Before schema validation it refuses a query with a duplicated parameter or a lost plus sign.
 */
export function refuseEarly(app: FastifyInstance, { limits }: { readonly limits: HttpLimits }): void {
  app.addHook('onRequest', (request, _reply, done) => {
    done(earlyFailure(request, limits.maxHeaderBytes) ?? undefined)
  })
  app.addHook('preValidation', ({ query }, _reply, done) => {
    done(isObject(query) ? (queryFailure(query) ?? undefined) : undefined)
  })
}

function queryFailure(query: JsonObject): Failure | null {
  // `source` may be repeated. The schema refuses `source[]`, and says how to write it.
  const twice = Object.keys(query).find(
    (name) => name !== 'source' && !name.endsWith(']') && Array.isArray(query[name])
  )
  if (twice === undefined) return lostPlus(query)
  return invalidRequest({ in: 'query', name: twice.slice(0, 100), message: 'is duplicated' })
}

function earlyFailure(request: FastifyRequest, maxHeaderBytes: number): Failure | null {
  const headMistake = headFailure(request.originalUrl, request.raw, maxHeaderBytes)
  if (headMistake !== null) return headMistake
  if (!isPercentEncoded(request.originalUrl)) {
    return new Failure('invalid-request', { detail: 'the request target is not percent-encoded UTF-8' })
  }
  if (request.is404) return new Failure('not-found', { detail: 'there is no such path; see /docs' })
  if (request.routeOptions.schema?.body !== undefined && !isPlainUtf8(request)) {
    return new Failure('unsupported-media-type', {
      detail: 'the request body must be UTF-8 and uncompressed; omit Content-Encoding'
    })
  }
  const produces = request.routeOptions.config.produces ?? json
  if (produces === 'anything' || isAcceptable(request.headers, produces)) return null
  return new Failure('not-acceptable', {
    detail: `this path only produces ${produces.join(' or ')}; Accept excludes it`
  })
}

function isAcceptable(headers: IncomingHttpHeaders, produces: readonly string[]): boolean {
  const { accept } = headers
  // The usual values need no negotiation.
  if (accept === undefined || accept === '*/*' || (accept === 'application/json' && produces === json)) return true
  return preferredType(headers, produces) !== null
}

function isPlainUtf8({ headers }: FastifyRequest): boolean {
  const encoding = headers['content-encoding']
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(headers['content-type'] ?? '')?.[1]
  const transfer = headers['transfer-encoding'] ?? 'chunked'
  return (
    /^chunked$/i.test(transfer) &&
    (encoding === undefined || encoding === 'identity') &&
    (charset === undefined || /^utf-?8$/i.test(charset))
  )
}
