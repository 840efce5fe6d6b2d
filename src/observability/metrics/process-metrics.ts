import { collectDefaultMetrics, Registry } from 'prom-client'

let registry: Registry | null = null

/**
 * Memory, CPU time, event loop delay, garbage collection, handles. These belong to the process, so all its apps share one
 * registry. Their observers cannot be stopped, and would pile up with one registry per app.
 */
export function processMetrics(): Registry {
  if (registry === null) {
    registry = new Registry()
    collectDefaultMetrics({ register: registry })
  }
  return registry
}
