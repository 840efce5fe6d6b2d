import { connect, createServer } from 'node:net'
import type { Test } from 'tap'
import { listenOnLoopback } from './loopback.ts'

export interface Relay {
  readonly port: number
  /** Sends new connections to this port. Existing ones stay, as behind a name or a virtual address. */
  readonly leadTo: (port: number) => void
}

/** One address for several servers on loopback. It ends with the test. */
export async function startRelay(t: Test, target: number): Promise<Relay> {
  let port = target
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    near.pipe(far).pipe(near)
    const end = (): void => {
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) socket.on('error', end).on('close', end)
    t.teardown(end)
  })
  return {
    port: Number(new URL(await listenOnLoopback(t, server)).port),
    leadTo(next) {
      port = next
    }
  }
}
