import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { RequestEnd, RequestWatcher } from '../../http/hooks/watch-requests.ts'
import type { RequestTrace } from '../call-events.ts'
import type { TracingSettings } from './tracing-settings.ts'
import { readTraceParent, writeTraceParent, type TraceParent } from './traceparent.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The trace that the request belongs to; null where there is none. */
    trace: RequestSpan | null
  }
}

/** One request of ours in its trace. */
export interface RequestSpan extends RequestTrace {
  end(end: RequestEnd): void
}

/** Begins a span for each request, or nothing. */
export interface Tracer {
  startRequest(method: string, route: string | null, parent: TraceParent | null): RequestSpan | null
  /** Sends what was not sent yet, for a second at most. */
  close(): Promise<void>
}

/** Asked for all the time, by machines: traces of them would hide the others. */
const untraced: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics'])

/** With settings spans are made and sent, and OpenTelemetry is loaded. Without them a caller's trace is passed on. */
export async function openTracer(settings: TracingSettings | null, logger: FastifyBaseLogger): Promise<Tracer> {
  if (settings === null)
    return { startRequest: (_method, _route, parent) => parent && passOn(parent), close: async () => {} }
  const { createTracer } = await import('./otlp-tracer.ts')
  return createTracer(settings, logger)
}

/** Gives every request its trace. */
export function traceRequests(app: FastifyInstance, tracer: Tracer): RequestWatcher {
  app.decorateRequest('trace', null)
  return {
    begin(request) {
      const route = request.routeOptions.url ?? null
      if (route !== null && untraced.has(route)) return
      request.trace = tracer.startRequest(request.method, route, readTraceParent(request.headers['traceparent']))
    },
    end: (end, { trace }) => trace?.end(end)
  }
}

/** The upstream sees the caller's span as the calling one: we have none of our own. */
function passOn(parent: TraceParent): RequestSpan {
  const call = { traceparent: writeTraceParent(parent), end: () => {} }
  return { startCall: () => call, end: () => {} }
}
