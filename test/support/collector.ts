import { EventEmitter, once } from 'node:events'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import type { Test } from 'tap'
import { startUpstream, type PlayedRequest } from './upstream.ts'

interface CollectedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | null
  readonly name: string
  /** OTLP: 2 is a server span, 3 a client span. */
  readonly kind: number
  readonly attributes: Readonly<Record<string, unknown>>
  readonly failed: boolean
}

export interface Collector {
  readonly url: string
  /** Everything received, as text. */
  readonly text: () => string
  readonly requests: readonly { readonly url: string; readonly headers: IncomingHttpHeaders }[]
  /** The resource of the last spans. */
  readonly resource: () => Readonly<Record<string, unknown>>
  /** Resolves with every span once there are this many. */
  readonly spans: (count: number) => Promise<readonly CollectedSpan[]>
}

interface Attribute {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}

interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly attributes: readonly Attribute[]
  readonly status: { readonly code: number }
}

interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] }
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[]
  }[]
}

/** A collector for traces as OTLP over HTTP in JSON. It ends with the test. */
export async function startCollector(
  t: Test,
  answer: (response: ServerResponse) => void = (response) => response.end('{}')
): Promise<Collector> {
  const arrival = new EventEmitter()
  const bodies: string[] = []
  const spans: CollectedSpan[] = []
  let resource = {}
  const requests: PlayedRequest[] = []
  const { url } = await startUpstream(t, (request, response) => {
    const { body } = request
    // The health check of a parallel test asks every listening port for `/livez`.
    if (body === '') {
      response.end()
      return
    }
    requests.push(request)
    bodies.push(body)
    const { resourceSpans }: OtlpTraces = JSON.parse(body)
    for (const { resource: said, scopeSpans } of resourceSpans) {
      resource = toObject(said.attributes)
      spans.push(...scopeSpans.flatMap((scope) => scope.spans.map(toSpan)))
    }
    answer(response)
    arrival.emit('spans')
  })
  return {
    url,
    requests,
    text: () => bodies.join('\n'),
    resource: () => resource,
    async spans(count) {
      while (spans.length < count) await once(arrival, 'spans')
      return spans
    }
  }
}

function toSpan({ parentSpanId, attributes, status, ...span }: OtlpSpan): CollectedSpan {
  return { ...span, parentSpanId: parentSpanId ?? null, attributes: toObject(attributes), failed: status.code === 2 }
}

function toObject(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}

/** Settings that send traces there without delay. */
export function tracedTo(collector: { readonly url: string }): Record<string, string> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '1'
  }
}
