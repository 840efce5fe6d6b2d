import type { SimulatedSource } from '../operations.ts'
import type { Fault } from './fault.ts'

/** The fault each upstream now has, one at most. */
export interface FaultStore {
  set(source: SimulatedSource, fault: Fault): void
  clear(source: SimulatedSource): void
  /** The fault for one answer, which uses up one of its `times`. */
  take(source: SimulatedSource): Fault | undefined
  /** All faults now set, `times` being what is left of it. */
  list(): Partial<Record<SimulatedSource, Fault>>
}

/** No faults at first. */
export function createFaultStore(): FaultStore {
  const faults = new Map<SimulatedSource, Fault>()
  return {
    set: (source, fault) => void faults.set(source, fault),
    clear: (source) => void faults.delete(source),
    take(source) {
      const fault = faults.get(source)
      if (fault?.times === undefined) return fault
      if (fault.times > 1) faults.set(source, { ...fault, times: fault.times - 1 })
      else faults.delete(source)
      return fault
    },
    list: () => Object.fromEntries(faults)
  }
}
