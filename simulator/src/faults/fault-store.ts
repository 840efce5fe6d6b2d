import type { Family, Upstream } from '../operation.ts'
import { type Fault, FaultRejected } from './fault.ts'

/** The current fault of each source, max one. */
export interface FaultStore {
  /** The family of a source. Throws FaultRejected for an unknown one. */
  familyOf(source: string): Family
  set(source: string, fault: Fault): void
  clear(source: string): void
  /** Takes the fault for one answer, which uses up one of its `times`. */
  take(source: string): Fault | undefined
  /** All current faults, with the remaining `times`. */
  list(): Readonly<Record<string, Fault>>
}

/** A store for these upstreams, initially without faults. */
export function createFaultStore(upstreams: readonly Upstream[]): FaultStore {
  const faults = new Map<string, Fault>()
  return {
    familyOf(source) {
      const upstream = upstreams.find((each) => each.source === source)
      if (upstream !== undefined) return upstream.family
      throw new FaultRejected(`source must be one of ${upstreams.map((each) => each.source).join(', ')}`)
    },
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
