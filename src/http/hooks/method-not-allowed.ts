import type { FastifyInstance } from 'fastify'
import { METHODS } from '../../node-http.ts'
import { Failure } from '../../problems/failure.ts'

/**
 * Fastify answers 404 to a method that a path does not have. This remembers the methods of every path, so that
 * `refuseOtherMethods` can answer with 405 and `Allow`. Call it before any route is added.
 */
export function rememberPaths(app: FastifyInstance): Map<string, string[]> {
  const paths = new Map<string, string[]>()
  app.addHook('onRoute', ({ url, method }) => {
    // Under `*` stands what has no path of its own.
    if (url !== '*') paths.set(url, [...(paths.get(url) ?? []), method].flat())
  })
  return paths
}

/** Adds the refusal of every other method to every path remembered. Call it after the last route was added. */
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
      onRequest: (_request, _reply, done) => done(failure),
      handler: () => failure
    })
  }
}
