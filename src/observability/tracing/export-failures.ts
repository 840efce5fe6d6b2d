import type { SpanExporter } from '@opentelemetry/sdk-trace'
import type { BaseLogger } from 'pino'

/** An exporter that logs one line when the collector stops accepting traces, and no further line until it accepts some again. */
export function sayOnce(exporter: SpanExporter, logger: Pick<BaseLogger, 'warn'>): SpanExporter {
  let failing = false
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const failed = result.error !== undefined
        if (failed && !failing) logger.warn({ err: result.error }, 'traces cannot be sent')
        failing = failed
        done(result)
      })
    },
    shutdown: () => exporter.shutdown()
  }
}
