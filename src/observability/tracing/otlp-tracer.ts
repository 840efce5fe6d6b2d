import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Attributes, type Span } from '@opentelemetry/api'
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { BaseLogger } from 'pino'
import { commonMethods } from '../request-events.ts'
import { sayOnce } from './export-failures.ts'
import { proxyAgent } from './proxy-agent.ts'
import { samplerOf } from './sampler.ts'
import type { TracingSettings } from './tracing-settings.ts'
import type { RequestSpan, Tracer } from './tracer.ts'
import { writeTraceParent } from './traceparent.ts'

/** How long the exit of the process waits for a collector. */
const closeMs = 1000

/**
 * Creates spans by OpenTelemetry's conventions for HTTP, and sends them in batches in the background. No provider is registered
 * globally: a process may run several apps, and only this code creates spans. Attributes contain no text from callers or
 * upstreams: no URL, no address, no user agent.
 */
export function createTracer(settings: TracingSettings, logger: Pick<BaseLogger, 'warn'>): Tracer {
  const { url, proxy, protocol, headers, timeoutMs, batch } = settings
  const Exporter = protocol === 'http/json' ? JsonExporter : ProtobufExporter
  const exporter = new Exporter({
    url,
    headers: { ...headers },
    timeoutMillis: timeoutMs,
    ...(proxy === null ? {} : { httpAgentOptions: proxyAgent(proxy, process.env) })
  })
  const provider = new TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes(settings.resource)),
    sampler: samplerOf(settings),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: sayOnce(exporter, logger),
        scheduledDelayMillis: batch.delayMs,
        exportTimeoutMillis: batch.timeoutMs,
        maxQueueSize: batch.maxQueue,
        maxExportBatchSize: batch.maxSpans
      })
    ]
  })
  const tracer = provider.getTracer('rollcall')

  return {
    startRequest({ method, route, parent }) {
      const outside =
        parent === null
          ? ROOT_CONTEXT
          : trace.setSpanContext(ROOT_CONTEXT, {
              traceId: parent.traceId,
              spanId: parent.spanId,
              traceFlags: parent.flags,
              isRemote: true
            })
      const known = commonMethods.has(method)
      const name = [known ? method : 'HTTP', route].filter((part) => part !== null).join(' ')
      const attributes: Attributes = { 'http.request.method': known ? method : '_OTHER' }
      if (route !== null) attributes['http.route'] = route
      const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, outside)
      const inside = trace.setSpan(ROOT_CONTEXT, span)
      return {
        startCall(source, attempt) {
          const call = tracer.startSpan(
            source,
            { kind: SpanKind.CLIENT, attributes: { 'rollcall.source': source, 'rollcall.attempt': attempt } },
            inside
          )
          const { traceId, spanId, traceFlags } = call.spanContext()
          return {
            traceparent: writeTraceParent({ traceId, spanId, flags: traceFlags }),
            end: ({ status, slug }) => endSpan(call, status, slug, slug !== null && slug !== 'account-not-found')
          }
        },
        end: ({ status, slug }) => endSpan(span, status, status === 499 ? 'abandoned' : slug, status >= 500)
      } satisfies RequestSpan
    },
    async close() {
      // A collector that is unavailable or hangs must not keep the process alive.
      await Promise.race([provider.shutdown().catch(() => {}), sleep(closeMs, undefined, { ref: false })])
    }
  }
}

function endSpan(span: Span, status: number | null, slug: string | null, failed: boolean): void {
  if (status !== null) span.setAttribute('http.response.status_code', status)
  if (slug !== null) span.setAttribute('error.type', slug)
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}
