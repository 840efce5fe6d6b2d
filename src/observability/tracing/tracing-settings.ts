import type { Proxy } from '../../proxies.ts'

/** Tracing settings, as defined by OpenTelemetry. */
export interface TracingSettings {
  /** Endpoint for OTLP over HTTP. */
  readonly url: string
  /** The proxy for the endpoint; null for none. */
  readonly proxy: Proxy | null
  readonly protocol: OtlpProtocol
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
  /** Resource attributes: the name of the service and any others. */
  readonly resource: Readonly<Record<string, string>>
  readonly sampler: SamplerName
  /** Share of traces to keep, from 0 to 1. */
  readonly ratio: number
  readonly batch: {
    readonly delayMs: number
    readonly timeoutMs: number
    readonly maxQueue: number
    readonly maxSpans: number
  }
}

export const otlpProtocols = ['http/protobuf', 'http/json'] as const

/** Body formats. */
type OtlpProtocol = (typeof otlpProtocols)[number]

/** The samplers of OpenTelemetry that the SDK has. */
export const samplerNames = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio'
] as const

type SamplerName = (typeof samplerNames)[number]
