import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/**
 * One line a request, when its answer ends or its caller leaves (status 499). The route stands in it instead of the URL,
 * whose path and query a caller writes. There is no line when a request begins: everything known then is known at its end.
 */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    // Not the hook onResponse, which does not run for a caller who left.
    reply.raw.once('close', () => logRequest(request, reply))
    done()
  })
}

function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  request.log.info(
    {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? null,
      // An answer that did not end, without a slug: nobody was there to hear the rest.
      status: reply.raw.writableFinished || reply.slug !== null ? reply.statusCode : 499,
      slug: reply.slug,
      durationMs: Math.round(reply.elapsedTime)
    },
    'request'
  )
}
