import { setImmediate as turn } from 'node:timers/promises'

/** Waits, turn by turn, until something is so; a test that waits in vain times out. */
export async function until(so: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await so())) await turn()
}
