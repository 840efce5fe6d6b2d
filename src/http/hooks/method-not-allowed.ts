import type { FastifyInstance, FastifyRequest } from 'fastify'
import { METHODS } from '../../node-http.ts'
import { Failure } from '../../problems/failure.ts'

/**
 * Remembers the methods of every path. Fastify answers 404 to an unsupported method, and `refuseOtherMethods` needs the methods
 * to answer 405 with `Allow`. Call it before any route is added.
 */
export function rememberPaths(app: FastifyInstance): Map<string, string[]> {
  const paths = new Map<string, string[]>()
  app.addHook('onRoute', ({ url, method }) => {
    // `*` matches what has no path of its own.
    if (url !== '*') paths.set(url, [...(paths.get(url) ?? []), method].flat())
  })
  return paths
}

/** Answers every other method of the remembered paths with 405. Call it after the last route was added. */
export function refuseOtherMethods(app: FastifyInstance, paths: ReadonlyMap<string, readonly string[]>): void {
  const all = METHODS.filter((method) => method !== 'CONNECT')
  for (const method of all) if (!app.supportedMethods.includes(method)) app.addHttpMethod(method)
  for (const [url, known] of Array.from(paths)) {
    const allow = known.toSorted().join(', ')
    const failure = new Failure('method-not-allowed', { detail: `this path allows ${allow}`, headers: { allow } })
    app.route({
      method: all.filter((method) => !known.includes(method)),
      url,
      exposeHeadRoute: false,
      config: { produces: 'anything', needs: 'nothing' },
      schema: { hide: true },
      onRequest: (request, _reply, done) => done(isPreflight(request) ? refusedPreflight(request, failure) : failure),
      handler: () => failure
    })
  }
}

/** Preflights of allowed origins were answered before. */
function isPreflight({ method, headers }: FastifyRequest): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && 'access-control-request-method' in headers
}

/** A page cannot read why its browser refuses, so the log has the origin too. */
function refusedPreflight({ headers, id, log }: FastifyRequest, failure: Failure): Failure {
  const origin = URL.parse(headers.origin ?? '')?.origin ?? 'null'
  log.warn({ requestId: id, origin: origin.slice(0, 300) }, 'preflight refused: the origin is not in CORS_ORIGINS')
  return failure.with({
    detail: 'the origin of the page is not in CORS_ORIGINS, so its scripts cannot call this service'
  })
}
