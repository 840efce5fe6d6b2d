import type { BaseLogger } from 'pino'
import type { RequestSpan, Tracer } from './tracer.ts'
import { writeTraceParent, type TraceParent } from './traceparent.ts'
import type { TracingSettings } from './tracing-settings.ts'

/** Probes and scrapes come every few seconds. Their traces would hide the others. */
const untraced: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics'])

/** With settings: creates and sends spans, and loads OpenTelemetry. Without: passes the caller's trace on. */
export async function openTracer(settings: TracingSettings | null, logger: Pick<BaseLogger, 'warn'>): Promise<Tracer> {
  const tracer = settings === null ? forwarding : (await import('./otlp-tracer.ts')).createTracer(settings, logger)
  return {
    startRequest: (start) => (start.route !== null && untraced.has(start.route) ? null : tracer.startRequest(start)),
    close: () => tracer.close()
  }
}

/** The upstream sees the caller's span as its parent, because the service creates none. */
const forwarding: Tracer = {
  startRequest: ({ parent }) => parent && forward(parent),
  close: async () => {}
}

function forward(parent: TraceParent): RequestSpan {
  const call = { traceparent: writeTraceParent(parent), end: () => {} }
  return { startCall: () => call, end: () => {} }
}
