import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises'

/** Polls until a condition is true; the test's timeout limits it. Pauses leave the processor to others. */
export async function until(so: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await so())) await pause(1)
}

/** Turns of the event loop after which everything in this process, sockets included, would have progressed. */
const quietTurns = 2000

/** The value of a count once it stays the same for some turns. */
export async function settled(count: () => number): Promise<number> {
  let last = count()
  for (let turns = 0; turns < quietTurns; turns++) {
    await turn()
    if (count() !== last) turns = 0
    last = count()
  }
  return last
}
