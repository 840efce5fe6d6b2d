import type { FastifyInstance } from 'fastify'
import { METHODS } from '../../node-http.ts'
import { Failure } from '../../problems/failure.ts'

/**
 * Fastify answers 404 to a method that a path does not have. This remembers every path, so that
 * `refuseOtherMethods` can answer with 405 and `Allow`. Call it before any route is added.
 */
export function rememberPaths(app: FastifyInstance): Set<string> {
  const urls = new Set<string>()
  app.addHook('onRoute', ({ url }) => {
    // Under `*` stands what has no path of its own.
    if (url !== '*') urls.add(url)
  })
  return urls
}

/** Adds the refusal of every other method to every path remembered. Call it after the last route was added. */
export function refuseOtherMethods(app: FastifyInstance, urls: ReadonlySet<string>): void {
  const all = METHODS.filter((method) => method !== 'CONNECT')
  for (const method of all) if (!app.supportedMethods.includes(method)) app.addHttpMethod(method)
  for (const url of Array.from(urls)) {
    const known = all.filter((method) => app.hasRoute({ method, url }))
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
