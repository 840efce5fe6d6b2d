import { Type } from 'typebox'
import { samplerNames } from '../observability/tracing/tracing-settings.ts'

const text = (description: string) => Type.Optional(Type.String({ minLength: 1, description }))
const count = (byDefault: number, description: string) =>
  Type.Integer({ minimum: 1, maximum: 2_147_483_647, default: byDefault, description })

/** Settings whose names and meanings are OpenTelemetry's: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
export const tracingSettings = {
  OTEL_SDK_DISABLED: text('`true`: no tracing, whatever else is set.'),
  OTEL_TRACES_EXPORTER: text('`otlp` turns tracing on, as an endpoint does; `none` turns it off.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: text(
    'Base URL of the collector; `/v1/traces` is added. http://localhost:4318 if tracing is on.'
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: text('The whole URL instead.'),
  OTEL_EXPORTER_OTLP_PROTOCOL: text('`http/protobuf`, which it is by default, or `http/json`.'),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: text('The same, for traces.'),
  OTEL_EXPORTER_OTLP_HEADERS: text('Headers for the collector: `name=value,name=value`, percent-encoded.'),
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: text('The same, for traces.'),
  OTEL_EXPORTER_OTLP_TIMEOUT: count(10_000, 'Milliseconds that the collector has for one batch.'),
  OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'The same, for traces.' })
  ),
  OTEL_SERVICE_NAME: text('Name of the service in traces; `rollcall` if it is named nowhere.'),
  OTEL_RESOURCE_ATTRIBUTES: text('What else to say of the service: `name=value,name=value`, percent-encoded.'),
  OTEL_TRACES_SAMPLER: Type.Enum([...samplerNames], {
    default: 'parentbased_always_on',
    description: 'Which traces are kept.'
  }),
  OTEL_TRACES_SAMPLER_ARG: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1, description: 'For the samplers that keep a part: which, from 0 to 1.' })
  ),
  OTEL_BSP_SCHEDULE_DELAY: count(5000, 'Milliseconds between two batches.'),
  OTEL_BSP_EXPORT_TIMEOUT: count(30_000, 'Milliseconds for one batch and what is sent again of it.'),
  OTEL_BSP_MAX_QUEUE_SIZE: count(2048, 'Max spans waiting to be sent; more are dropped.'),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: count(512, 'Max spans per batch.')
}
