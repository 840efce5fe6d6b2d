import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { commonMethods, type RequestEnd, type RequestObserver } from '../request-events.ts'

/** Seconds, from a cached answer to a slow page of an export. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Requests by route and status. Labels contain route patterns, never paths: those are unbounded. */
export function requestMetrics(registry: Registry): RequestObserver {
  const labelNames = ['method', 'route', 'status'] as const
  const registers = [registry]
  const total = new Counter({
    name: 'rollcall_http_requests_total',
    help: 'Requests answered, by route; status 499 where the caller left before.',
    labelNames,
    registers
  })
  const duration = new Histogram({
    name: 'rollcall_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer.',
    labelNames,
    buckets,
    registers
  })
  let running = 0
  registry.registerMetric(
    new Gauge({
      name: 'rollcall_http_requests_in_flight',
      help: 'Requests being answered now, the one for these metrics included.',
      registers: [],
      collect() {
        this.set(running)
      }
    })
  )
  return {
    onStart() {
      running += 1
    },
    onEnd(end) {
      running -= 1
      const labels = labelsOf(end)
      total.inc(labels)
      duration.observe(labels, end.durationMs / 1000)
    },
    onRefusal: (end) => total.inc(labelsOf(end))
  }
}

function labelsOf({ method, route, status }: RequestEnd): { method: string; route: string; status: number } {
  const isCommon = method !== null && commonMethods.has(method)
  return { method: isCommon ? method : 'other', route: route ?? 'unmatched', status }
}
