import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { circuitStates, type CircuitState } from '../../model/source.ts'
import type { CallObserver } from '../call-events.ts'

export interface SourceMetrics {
  /** Counts upstream calls and reads. */
  readonly calls: CallObserver
  /** Adds the state of these sources to the metrics. */
  watchSources(sources: readonly CountedSource[]): void
}

/** The reported state of a source. */
interface CountedSource {
  readonly id: string
  readonly breaker: { readonly state: CircuitState }
  readonly bulkhead: { readonly running: number; readonly waiting: number }
}

/** Seconds, from an upstream in the same network to beyond the longest default timeout. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const origins = ['upstream', 'shared', 'cache', 'stale'] as const

/** Upstream calls and reads by source and outcome, and the state of each source at the time of the scrape. */
export function sourceMetrics(registry: Registry): SourceMetrics {
  const registers = [registry]
  const calls = new Counter({
    name: 'rollcall_upstream_requests_total',
    help: 'Upstream calls by outcome: ok, or the slug of the failure; those refused before they were made included.',
    labelNames: ['source', 'outcome'],
    registers
  })
  const abandoned = new Counter({
    name: 'rollcall_upstream_abandoned_total',
    help: 'Upstream calls cancelled because their caller disconnected.',
    labelNames: ['source'],
    registers
  })
  const duration = new Histogram({
    name: 'rollcall_upstream_duration_seconds',
    help: 'Time that upstream calls took.',
    labelNames: ['source'],
    buckets,
    registers
  })
  const reads = new Counter({
    name: 'rollcall_reads_total',
    help: 'Reads by where their answer came from: their own upstream call, one that was shared, or a kept answer.',
    labelNames: ['source', 'from'],
    registers
  })
  let sources: readonly CountedSource[] = []
  const gauge = (name: string, help: string, valueOf: (source: CountedSource) => number): Gauge =>
    new Gauge({
      name,
      help,
      labelNames: ['source'],
      registers: [],
      collect() {
        for (const source of sources) this.set({ source: source.id }, valueOf(source))
      }
    })
  const circuit = new Gauge({
    name: 'rollcall_circuit_state',
    help: '1 for the state that the circuit breaker of a source is in, 0 for the others.',
    labelNames: ['source', 'state'],
    registers: [],
    collect() {
      for (const { id, breaker } of sources) {
        for (const state of circuitStates) this.set({ source: id, state }, breaker.state === state ? 1 : 0)
      }
    }
  })
  registry.registerMetric(circuit)
  for (const metric of [
    gauge('rollcall_upstream_in_flight', 'Upstream calls running now.', ({ bulkhead }) => bulkhead.running),
    gauge('rollcall_upstream_waiting', 'Upstream calls waiting for their turn.', ({ bulkhead }) => bulkhead.waiting)
  ]) {
    registry.registerMetric(metric)
  }

  return {
    calls: {
      onCall({ source, slug, durationMs }) {
        if (slug === 'abandoned') abandoned.inc({ source })
        else calls.inc({ source, outcome: slug ?? 'ok' })
        duration.observe({ source }, durationMs / 1000)
      },
      onRefusal: (source, slug) => calls.inc({ source, outcome: slug }),
      onRead: (source, from) => reads.inc({ source, from })
    },
    watchSources(watched) {
      sources = watched
      // A counter must exist from the start, or Prometheus does not see its first increase.
      for (const { id } of watched) {
        calls.inc({ source: id, outcome: 'ok' }, 0)
        abandoned.inc({ source: id }, 0)
        for (const from of origins) reads.inc({ source: id, from }, 0)
      }
    }
  }
}
