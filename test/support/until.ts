import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises'

/** Checks again and again until something is so; a test that waits too long times out. The pauses leave the processor to others. */
export async function until(so: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await so())) await pause(1)
}

/** Turns of the event loop in which all that goes on in this process, sockets included, would have gone on. */
const quietTurns = 2000

/** What a count comes to, once it has stayed the same for a while of turns. */
export async function settled(count: () => number): Promise<number> {
  let last = count()
  for (let turns = 0; turns < quietTurns; turns++) {
    await turn()
    if (count() !== last) turns = 0
    last = count()
  }
  return last
}
