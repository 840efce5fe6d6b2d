import t from 'tap'
import { ConfigInvalid, readConfig, type Environment } from '../../src/config/config.ts'
import { registry } from '../../src/sources/registry.ts'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }

function mistakes(environment: Environment): readonly string[] {
  try {
    readConfig({ ...sandboxSettings('http://127.0.0.1:3900'), ...environment }, registry)
    return []
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.mistakes
    throw error
  }
}

void t.test('unusable tracing settings stop the start, by name and without their value', async (t) => {
  for (const [environment, mistake] of [
    [{ OTEL_TRACES_EXPORTER: 'zipkin' }, 'OTEL_TRACES_EXPORTER must be otlp or none'],
    [
      { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      'OTEL_EXPORTER_OTLP_PROTOCOL must be one of http/protobuf, http/json'
    ],
    [
      { ...endpoint, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc' },
      'OTEL_EXPORTER_OTLP_PROTOCOL must be one of http/protobuf, http/json'
    ],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' }, 'OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https URL'],
    [
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'nowhere' },
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT must be an http or https URL'
    ],
    [
      { ...endpoint, OTEL_EXPORTER_OTLP_HEADERS: 'secret-value' },
      'OTEL_EXPORTER_OTLP_HEADERS must be a comma list of name=value, percent-encoded'
    ],
    [
      { ...endpoint, OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'a=%zz' },
      'OTEL_EXPORTER_OTLP_TRACES_HEADERS must be a comma list of name=value, percent-encoded'
    ],
    [
      { ...endpoint, OTEL_EXPORTER_OTLP_HEADERS: 'a=b%0Ac' },
      'OTEL_EXPORTER_OTLP_HEADERS contains characters not allowed in an HTTP header'
    ],
    [
      { ...endpoint, OTEL_RESOURCE_ATTRIBUTES: '=x' },
      'OTEL_RESOURCE_ATTRIBUTES must be a comma list of name=value, percent-encoded'
    ],
    [
      { ...endpoint, OTEL_TRACES_SAMPLER: 'jaeger_remote' },
      'OTEL_TRACES_SAMPLER must be one of always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio'
    ],
    [{ ...endpoint, OTEL_TRACES_SAMPLER_ARG: '2' }, 'OTEL_TRACES_SAMPLER_ARG must be <= 1'],
    [
      { ...endpoint, OTEL_BSP_MAX_QUEUE_SIZE: '10' },
      'OTEL_BSP_MAX_EXPORT_BATCH_SIZE must not be more than OTEL_BSP_MAX_QUEUE_SIZE'
    ]
  ] as const) {
    t.same(mistakes(environment), [mistake])
  }
})

void t.test('unusable tracing settings are ignored if tracing is off', async (t) => {
  for (const environment of [
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_RESOURCE_ATTRIBUTES: 'x' },
    { ...endpoint, OTEL_SDK_DISABLED: 'true', OTEL_TRACES_EXPORTER: 'zipkin' },
    { OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'nowhere' }
  ]) {
    t.same(mistakes(environment), [])
  }
})

void t.test("an exporter without an endpoint uses OpenTelemetry's default endpoint", async (t) => {
  const { tracing } = readConfig(
    { ...sandboxSettings('http://127.0.0.1:3900'), OTEL_TRACES_EXPORTER: 'otlp' },
    registry
  )
  t.match(tracing, { url: 'http://localhost:4318/v1/traces', timeoutMs: 10_000, batch: { delayMs: 5000 } })
})
