import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Test } from 'tap'

export interface RawConnection {
  readonly socket: Socket
  /** Everything received so far. */
  readonly received: () => string
  /** Resolves with everything received when the other side closes the connection. */
  readonly ended: Promise<string>
}

/** A TCP connection to the service. It ends with the test. */
export function openRaw(t: Test, url: string, firstBytes: string): RawConnection {
  const { port, hostname } = new URL(url)
  const socket = connect(Number(port), hostname)
  t.teardown(() => socket.destroy())
  let received = ''
  socket.setEncoding('utf8').on('data', (text: string) => (received += text))
  socket.on('error', () => {})
  socket.write(firstBytes)
  return { socket, received: () => received, ended: once(socket, 'close').then(() => received) }
}
