import { Registry } from 'prom-client'
import type { RequestWatcher } from '../../http/hooks/watch-requests.ts'
import type { CallObserver } from '../call-events.ts'
import { processMetrics } from './process-metrics.ts'
import { countRequests } from './request-metrics.ts'
import { countCalls, type CountedSource } from './source-metrics.ts'

export interface Metrics {
  /** Counts the requests of every server it is given to. */
  readonly requests: RequestWatcher
  /** Counts a request that the HTTP parser refused, by the status it was answered with. */
  readonly countRefused: (status: number) => void
  /** Counts what goes on between the service and its upstreams. */
  readonly observer: CallObserver
  /** From now on the state of these sources is told too. */
  readonly watchSources: (sources: readonly CountedSource[]) => void
  /** Everything in the Prometheus text format 0.0.4. */
  readonly text: () => Promise<string>
}

/** The metrics of one app, in a registry of their own: several apps may live in one process. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const ofProcess = processMetrics()
  return {
    ...countRequests(registry),
    ...countCalls(registry),
    text: async () => `${await registry.metrics()}\n${await ofProcess.metrics()}`
  }
}
