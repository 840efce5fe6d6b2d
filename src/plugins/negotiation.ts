import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Failure } from '../problems/failure.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Media types the route can answer with; `application/json` alone when left out. */
    produces?: readonly string[]
  }
}

const json = ['application/json'] as const
const longestUrl = 8192

/** Refuses, before anything is read, what no route would answer: overlong targets, unknown paths, `Accept` that rules all out. */
export function refuseEarly(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    done(earlyFailure(request) ?? undefined)
  })
}

function earlyFailure(request: FastifyRequest): Failure | null {
  const url = request.url
  if (url.length > longestUrl) {
    return new Failure('uri-too-long', { detail: `the request target is longer than ${longestUrl} characters` })
  }
  if (request.is404) return new Failure('not-found', { detail: 'nothing is served under this path' })
  if (url.includes('%') && !isPercentEncoded(url)) {
    return new Failure('invalid-request', { detail: 'the request target is not percent-encoded UTF-8' })
  }
  const produces = request.routeOptions.config.produces ?? json
  const accept = request.headers.accept
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return null
  if (request.accepts().type([...produces]) !== false) return null
  return new Failure('not-acceptable', { detail: `this path answers with ${produces.join(' or ')} only` })
}

function isPercentEncoded(url: string): boolean {
  try {
    decodeURIComponent(url)
    return true
  } catch {
    return false
  }
}
