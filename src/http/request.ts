import type { FastifyInstance } from 'fastify'
import type { Caller, Right } from '../callers/caller.ts'
import type { RequestSpan } from '../observability/tracing/tracer.ts'
import type { Failure } from '../problems/failure.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Path below which a proxy mounts the service, for links; empty for the root. */
    publicPath: string
  }

  interface FastifyRequest {
    /** The caller; null without authentication, or if it is unknown. */
    caller: Caller | null
    /** Why the caller is unknown. */
    callerFailure: Failure | null
    /** The trace of the request; null if it is not traced. */
    trace: RequestSpan | null
    /** Milliseconds per source, for `Server-Timing`; null if no source was called. */
    sourceTimings: [source: string, durationMs: number][] | null
    /** Age in milliseconds of the oldest cached response, for `Age`; 0 if none was used. */
    answerAgeMs: number
  }

  interface FastifyReply {
    /** The slug of its problem; null for a success. */
    slug: string | null
  }

  /** The `config` of a route. */
  interface FastifyContextConfig {
    /** Rights that a caller needs: `[]` admits every known caller, `nothing` everyone. Default: all rights. */
    needs?: readonly Right[] | 'nothing'
    /** How many requests it counts for in the rate limit. Default: 1. With 0 the limit does not apply. */
    cost?: number
    /**
     * How many requests it counts for with its parameters, such as `scan=allow`. Called after validation. Only the part above
     * `cost` is added.
     */
    weightOf?: (request: FastifyRequest) => number
    /** Media types of the route. Default: `application/json` only. */
    produces?: readonly string[] | 'anything'
    /** False for a route that answers under any load, such as a probe. */
    sheddable?: boolean
  }
}

/** Adds the declarations above to a server, its requests and replies. */
export function decorateServer(app: FastifyInstance, publicPath: string): void {
  app.decorate('publicPath', publicPath)
  app.decorateRequest('caller', null)
  app.decorateRequest('callerFailure', null)
  app.decorateRequest('trace', null)
  app.decorateRequest('sourceTimings', null)
  app.decorateRequest('answerAgeMs', 0)
  app.decorateReply('slug', null)
}
