import type { Test } from 'tap'
import type { Fault, Simulator } from '../../simulator/src/simulator.ts'

/** Sets faults by source. They end with the test. */
export function withFaults(
  t: Test,
  simulator: Pick<Simulator, 'setFault' | 'clearFault'>,
  faults: Readonly<Record<string, Fault>>
): void {
  for (const [source, fault] of Object.entries(faults)) {
    simulator.setFault(source, fault)
    t.teardown(() => simulator.clearFault(source))
  }
}
