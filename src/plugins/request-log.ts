import type { FastifyInstance } from 'fastify'

/**
 * One line a request, when it ends. The route stands in it instead of the URL, whose path and query a caller writes. There
 * is no line when a request begins: everything known then is known at its end.
 */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.raw.writableFinished ? reply.statusCode : 499,
        slug: reply.slug,
        durationMs: Math.round(reply.elapsedTime)
      },
      'request'
    )
    done()
  })
}
