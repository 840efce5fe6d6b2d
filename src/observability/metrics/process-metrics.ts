import { collectDefaultMetrics, Registry } from 'prom-client'

let registry: Registry | null = null

/**
 * Memory, CPU time, event loop delay, garbage collection, handles: facts of the process, so there is one registry of them
 * however many apps it holds. What measures them cannot be stopped again, and would pile up with one registry per app.
 */
export function processMetrics(): Registry {
  if (registry === null) {
    registry = new Registry()
    collectDefaultMetrics({ register: registry })
  }
  return registry
}
