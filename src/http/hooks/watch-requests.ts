import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** How a request ended. Nothing in it is a caller's word, but an id of a safe alphabet. */
export interface RequestEnd {
  readonly requestId: string
  readonly method: string
  /** The route's pattern; null where the path has none. */
  readonly route: string | null
  /** 499 when the caller left before its answer ended. */
  readonly status: number
  /** The problem it was answered with, or broke off with; null for a success. */
  readonly slug: string | null
  readonly durationMs: number
}

/** Other methods are callers' inventions as likely as not. */
export const usualMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Told of every request: when it begins, where `begin` is there, and when its answer ends or its caller leaves. */
export interface RequestWatcher {
  readonly begin?: (request: FastifyRequest) => void
  readonly end: (end: RequestEnd, request: FastifyRequest) => void
}

/** Adds watchers to every route, those of unknown paths included. */
export function watchRequests(app: FastifyInstance, watchers: readonly RequestWatcher[]): void {
  app.addHook('onRequest', (request, reply, done) => {
    for (const { begin } of watchers) begin?.(request)
    // Not the hook onResponse, which does not run for a caller who left.
    reply.raw.once('close', () => {
      const end = endOf(request, reply)
      for (const watcher of watchers) watcher.end(end, request)
    })
    done()
  })
}

function endOf(request: FastifyRequest, reply: FastifyReply): RequestEnd {
  return {
    requestId: request.id,
    method: request.method,
    route: request.routeOptions.url ?? null,
    // An answer that did not end, without a slug: nobody was there to hear the rest.
    status: reply.raw.writableFinished || reply.slug !== null ? reply.statusCode : 499,
    slug: reply.slug,
    durationMs: reply.elapsedTime
  }
}
