import type { FastifyInstance } from 'fastify'
import type { AuthSettings } from '../../callers/identify.ts'
import type { RateLimit } from '../../model/me.ts'
import type { RequestObserver } from '../../observability/request-events.ts'
import type { Tracer } from '../../observability/tracing/tracer.ts'
import type { RedisConnection } from '../../redis.ts'
import type { HttpLimits } from '../limits.ts'
import { admitCallers, identifyCallers } from './authenticate.ts'
import { allowOrigins, type CorsOptions } from './cors.ts'
import { endConnections, type Lifecycle } from './end-connections.ts'
import { readForwardedAddresses, type TrustProxy } from './forwarded-addresses.ts'
import { shedLoad } from './load-shedding.ts'
import { answerProblems } from './problem-answers.ts'
import { limitRate } from './rate-limit.ts'
import { refuseEarly } from './refuse-early.ts'
import { addResponseHeaders } from './response-headers.ts'
import { watchRequests } from './watch-requests.ts'

/** Options of all hooks. Null, an empty list and 0 switch a hook off. */
export interface HookOptions extends CorsOptions {
  readonly limits: HttpLimits
  readonly trustProxy: TrustProxy
  readonly lifecycle: Lifecycle
  readonly observer: RequestObserver
  readonly tracer: Tracer | null
  readonly maxEventLoopDelayMs: number
  readonly auth: AuthSettings
  readonly rateLimit: RateLimit | null
  /** The Redis for a shared rate limit; null if each instance has its own. */
  readonly redis: RedisConnection | null
}

type AddHook = (app: FastifyInstance, options: HookOptions) => void | Promise<void>

/** Every hook of both servers, in the order in which they run. */
const hooks: readonly AddHook[] = [
  // These run first, so that each refusal below is logged, counted, traced, and answered with a problem that has all headers.
  endConnections,
  addResponseHeaders,
  watchRequests,
  answerProblems,
  // Before any refusal, so that a page of an allowed origin can read the reason.
  allowOrigins,
  shedLoad,
  // Callers without a name are counted by their address.
  readForwardedAddresses,
  // Callers are counted before they are refused: docs/decisions/0010-identify-then-admit.md.
  identifyCallers,
  limitRate,
  // Before admission, so that an unknown path is 404 for every caller.
  refuseEarly,
  admitCallers
]

/** Adds every hook to a server. Call it before any route is added. */
export async function addHooks(app: FastifyInstance, options: HookOptions): Promise<void> {
  for (const addHook of hooks) await addHook(app, options)
}
