import type { SpanExporter } from '@opentelemetry/sdk-trace'
import type { BaseLogger } from 'pino'

/** The exporter, with one line in the log when the collector stops taking traces, and none until it took some again. */
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
