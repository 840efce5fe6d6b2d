import { setImmediate as turn } from 'node:timers/promises'

/** Waits, turn by turn, until something is so; a test that waits too long times out. */
export async function until(so: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await so())) await turn()
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
