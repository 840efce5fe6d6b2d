import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { usualMethods, type RequestEnd } from '../../http/hooks/watch-requests.ts'
import type { Metrics } from './metrics.ts'

/** Seconds. From what a kept answer takes to what a slow export page does. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** What callers asked and how it ended. Labels hold route patterns, never a path, of which there are endlessly many. */
export function countRequests(registry: Registry): Pick<Metrics, 'requests' | 'countRefused'> {
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
    requests: {
      begin: () => {
        running += 1
      },
      end: (end) => {
        running -= 1
        const labels = labelsOf(end)
        total.inc(labels)
        duration.observe(labels, end.durationMs / 1000)
      }
    },
    countRefused: (status) => total.inc({ method: 'other', route: 'unmatched', status })
  }
}

function labelsOf({ method, route, status }: RequestEnd): { method: string; route: string; status: number } {
  return { method: usualMethods.has(method) ? method : 'other', route: route ?? 'unmatched', status }
}
