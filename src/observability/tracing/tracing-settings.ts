import type { Proxy } from '../../proxies.ts'

/** What to trace with, as OpenTelemetry's own settings ask for it. */
export interface TracingSettings {
  /** Where traces are sent as OTLP over HTTP. */
  readonly url: string
  /** Through which they are sent; null where directly. */
  readonly proxy: Proxy | null
  readonly protocol: OtlpProtocol
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
  /** What is said of this service: its name and whatever else the operators want. */
  readonly resource: Readonly<Record<string, string>>
  readonly sampler: SamplerName
  /** Part of the traces that is kept, from 0 to 1. */
  readonly ratio: number
  readonly batch: {
    readonly delayMs: number
    readonly timeoutMs: number
    readonly maxQueue: number
    readonly maxSpans: number
  }
}

export const otlpProtocols = ['http/protobuf', 'http/json'] as const

/** What the body is that a collector gets. */
type OtlpProtocol = (typeof otlpProtocols)[number]

/** The samplers that OpenTelemetry names and the SDK has. */
export const samplerNames = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio'
] as const

type SamplerName = (typeof samplerNames)[number]
