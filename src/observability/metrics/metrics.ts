import { Registry } from 'prom-client'
import type { RequestObserver } from '../request-events.ts'
import { processMetrics } from './process-metrics.ts'
import { requestMetrics } from './request-metrics.ts'
import { sourceMetrics, type SourceMetrics } from './source-metrics.ts'

export interface Metrics extends SourceMetrics {
  /** Counts the requests of every server. */
  readonly requests: RequestObserver
  /** All metrics in the Prometheus text format 0.0.4. */
  text(): Promise<string>
}

/** The metrics of one app, in a registry of its own: a process may run several apps. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const ofProcess = processMetrics()
  return {
    requests: requestMetrics(registry),
    ...sourceMetrics(registry),
    text: async () => `${await registry.metrics()}\n${await ofProcess.metrics()}`
  }
}
