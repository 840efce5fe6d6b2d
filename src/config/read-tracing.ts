import { validateHeaderName, validateHeaderValue } from '../node-http.ts'
import { otlpProtocols, type TracingSettings } from '../observability/tracing/tracing-settings.ts'
import { proxyFor, type ProxySettings } from '../proxies.ts'
import type { Settings } from './fixed-settings.ts'

/** The tracing settings; null unless an exporter or an endpoint is set. Mistakes are only reported then. */
export function readTracing(settings: Settings, proxies: ProxySettings, mistakes: string[]): TracingSettings | null {
  const { OTEL_TRACES_EXPORTER: exporter, OTEL_EXPORTER_OTLP_ENDPOINT: base } = settings
  const whole = settings.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT
  if (settings.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || exporter === 'none') return null
  if (exporter === undefined && base === undefined && whole === undefined) return null
  if (exporter !== undefined && exporter !== 'otlp') mistakes.push('OTEL_TRACES_EXPORTER must be otlp or none')
  if (settings.OTEL_BSP_MAX_EXPORT_BATCH_SIZE > settings.OTEL_BSP_MAX_QUEUE_SIZE) {
    mistakes.push('OTEL_BSP_MAX_EXPORT_BATCH_SIZE must not be more than OTEL_BSP_MAX_QUEUE_SIZE')
  }
  const name = settings.OTEL_SERVICE_NAME
  const url =
    whole === undefined ? tracesUrl(base, mistakes) : readUrl('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', whole, mistakes)
  return {
    url,
    proxy: URL.canParse(url) ? proxyFor(url, proxies) : null,
    protocol: readProtocol(settings, mistakes),
    headers: {
      ...readHeaders(settings, 'OTEL_EXPORTER_OTLP_HEADERS', mistakes),
      ...readHeaders(settings, 'OTEL_EXPORTER_OTLP_TRACES_HEADERS', mistakes)
    },
    timeoutMs: settings.OTEL_EXPORTER_OTLP_TRACES_TIMEOUT ?? settings.OTEL_EXPORTER_OTLP_TIMEOUT,
    resource: {
      'service.name': 'rollcall',
      ...readPairs(settings, 'OTEL_RESOURCE_ATTRIBUTES', mistakes),
      ...(name !== undefined && { 'service.name': name })
    },
    sampler: settings.OTEL_TRACES_SAMPLER,
    ratio: settings.OTEL_TRACES_SAMPLER_ARG ?? 1,
    batch: {
      delayMs: settings.OTEL_BSP_SCHEDULE_DELAY,
      timeoutMs: settings.OTEL_BSP_EXPORT_TIMEOUT,
      maxQueue: settings.OTEL_BSP_MAX_QUEUE_SIZE,
      maxSpans: settings.OTEL_BSP_MAX_EXPORT_BATCH_SIZE
    }
  }
}

function readProtocol(settings: Settings, mistakes: string[]): TracingSettings['protocol'] {
  const { OTEL_EXPORTER_OTLP_PROTOCOL: all = 'http/protobuf', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: own = all } = settings
  const protocol = otlpProtocols.find((known) => known === own)
  if (protocol === undefined) mistakes.push(`OTEL_EXPORTER_OTLP_PROTOCOL must be one of ${otlpProtocols.join(', ')}`)
  return protocol ?? 'http/protobuf'
}

function tracesUrl(base: string = 'http://localhost:4318', mistakes: string[]): string {
  return `${readUrl('OTEL_EXPORTER_OTLP_ENDPOINT', base, mistakes).replace(/\/$/, '')}/v1/traces`
}

function readUrl(name: string, value: string, mistakes: string[]): string {
  const url = URL.parse(value)
  if (url === null || !/^https?:$/.test(url.protocol)) mistakes.push(`${name} must be an http or https URL`)
  return url?.href ?? ''
}

type ListName = 'OTEL_EXPORTER_OTLP_HEADERS' | 'OTEL_EXPORTER_OTLP_TRACES_HEADERS' | 'OTEL_RESOURCE_ATTRIBUTES'

/** `name=value,name=value`, both percent-encoded. Blanks around them are ignored. */
function readPairs(settings: Settings, name: ListName, mistakes: string[]): Record<string, string> {
  const parts = (settings[name] ?? '').split(',').filter((part) => part.trim() !== '')
  try {
    return Object.fromEntries(parts.map(readPair))
  } catch {
    mistakes.push(`${name} must be a comma list of name=value, percent-encoded`)
    return {}
  }
}

function readPair(part: string): [name: string, value: string] {
  const [, name, value] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(part) ?? []
  if (name === undefined || value === undefined) throw new Error('not name=value')
  return [decodeURIComponent(name), decodeURIComponent(value)]
}

function readHeaders(settings: Settings, name: ListName, mistakes: string[]): Record<string, string> {
  const headers = readPairs(settings, name, mistakes)
  try {
    for (const [header, value] of Object.entries(headers)) {
      validateHeaderName(header)
      validateHeaderValue(header, value)
    }
  } catch {
    mistakes.push(`${name} contains characters not allowed in an HTTP header`)
  }
  return headers
}
