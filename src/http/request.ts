import type { FastifyInstance } from 'fastify'
import type { Caller, Right } from '../callers/caller.ts'
import type { RequestSpan } from '../observability/tracing/tracer.ts'
import type { Failure } from '../problems/failure.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Where a proxy mounts the service, for what leads back to it; empty for the root. */
    publicPath: string
  }

  interface FastifyRequest {
    /** Who calls; null where anyone may call, and where the caller is unknown. */
    caller: Caller | null
    /** Why the caller is unknown. */
    callerFailure: Failure | null
    /** The trace that the request belongs to; null where it is not traced. */
    trace: RequestSpan | null
    /** Milliseconds that each source took, for `Server-Timing`; null where no source was called. */
    sourceTimings: [source: string, durationMs: number][] | null
    /** Age in milliseconds of the oldest cached response that was used, for `Age`; 0 when none was. */
    answerAgeMs: number
  }

  interface FastifyReply {
    /** The slug of the problem that it carries; null for a success. */
    slug: string | null
  }

  /** The `config` of a route. */
  interface FastifyContextConfig {
    /** Rights that a caller needs: `[]` admits every known caller, `nothing` anyone. Default: all rights. */
    needs?: readonly Right[] | 'nothing'
    /** How many requests it counts for in the rate limit, whatever it asks. Default: 1; 0 where there is no limit. */
    cost?: number
    /**
     * How many requests one counts for because of its parameters, such as `scan=allow`. Called once they are checked; only what is
     * above `cost` is counted.
     */
    weightOf?: (request: FastifyRequest) => number
    /** Media types that the route can answer with. Default: `application/json` alone. */
    produces?: readonly string[] | 'anything'
    /** False for a route that answers under any load, such as a probe. */
    sheddable?: boolean
  }
}

/** Adds everything that is declared above to a server, its requests and replies. */
export function decorateServer(app: FastifyInstance, publicPath: string): void {
  app.decorate('publicPath', publicPath)
  app.decorateRequest('caller', null)
  app.decorateRequest('callerFailure', null)
  app.decorateRequest('trace', null)
  app.decorateRequest('sourceTimings', null)
  app.decorateRequest('answerAgeMs', 0)
  app.decorateReply('slug', null)
}
