import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RequestEnd, RequestObserver } from '../../observability/request-events.ts'
import type { Tracer } from '../../observability/tracing/tracer.ts'
import type { Lifecycle } from './end-connections.ts'
import { readTraceParent } from '../../observability/tracing/traceparent.ts'

export interface WatchOptions {
  readonly lifecycle: Lifecycle
  readonly observer: RequestObserver
  /** Null if tracing is off. */
  readonly tracer: Tracer | null
}

/** Reports start and end of every request, unknown paths included, and creates its trace. */
export function watchRequests(app: FastifyInstance, { lifecycle, observer, tracer }: WatchOptions): void {
  app.addHook('onRequest', (request, reply, done) => {
    observer.onStart()
    const trace = tracer?.startRequest({
      method: request.method,
      route: request.routeOptions.url ?? null,
      parent: readTraceParent(request.headers['traceparent'])
    })
    request.trace = trace ?? null
    // The hook onResponse does not run if the caller disconnects.
    reply.raw.on('close', () => {
      if (lifecycle.isCutOff && !reply.raw.writableFinished) noteCutOff(reply)
      const end = endOf(request, reply)
      observer.onEnd(end)
      request.trace?.end(end)
    })
    done()
  })
}

/** The shutdown cut it off, not its caller. */
function noteCutOff(reply: FastifyReply): void {
  reply.slug ??= 'shutting-down'
  if (!reply.raw.headersSent) reply.code(503)
}

function endOf(request: FastifyRequest, reply: FastifyReply): RequestEnd {
  return {
    requestId: request.id,
    method: request.method,
    route: request.routeOptions.url ?? null,
    // If an answer did not finish and has no slug, its caller disconnected.
    status: reply.raw.writableFinished || reply.slug !== null ? reply.statusCode : 499,
    slug: reply.slug,
    durationMs: reply.elapsedTime
  }
}
