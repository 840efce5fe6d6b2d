import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { Test } from 'tap'
import { listenOnLoopback } from './loopback.ts'

export interface TcpUpstream {
  readonly url: string
  /** Open connections on this side. */
  readonly open: () => number
  /** Resolves once there are max this many. */
  readonly openAtMost: (count: number) => Promise<void>
}

/**
 * An upstream as a bare socket. `play` is called for each complete request, and writes any bytes or none. If the client
 * disconnects, its connection closes here too. It ends with the test.
 */
export async function startTcpUpstream(t: Test, play: (socket: Socket, count: number) => void): Promise<TcpUpstream> {
  const sockets = new Set<Socket>()
  let count = 0
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => {
      sockets.delete(socket)
      server.emit('gone')
    })
    // These tests expect clients that disconnect in the middle.
    socket.on('error', () => socket.destroy())
    let received = ''
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
      for (let end = endOfRequest(received); end > 0; end = endOfRequest(received)) {
        received = received.slice(end)
        count += 1
        play(socket, count)
      }
    })
  })
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
  })
  return {
    url: await listenOnLoopback(t, server),
    open: () => sockets.size,
    async openAtMost(most) {
      while (sockets.size > most) await once(server, 'gone')
    }
  }
}

/** The end of the first complete request; 0 if there is none. */
function endOfRequest(received: string): number {
  const headersEnd = received.indexOf('\r\n\r\n') + 4
  if (headersEnd < 4) return 0
  const [, length = '0'] = /\r\ncontent-length: *(\d+)/i.exec(received.slice(0, headersEnd)) ?? []
  const end = headersEnd + Number(length)
  return received.length >= end ? end : 0
}

/** A valid HTTP answer as bytes, with headers replaced or added. */
export function httpAnswer(body: string | Buffer, headers: Record<string, string> = {}, status = '200 OK'): Buffer {
  const all = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`), Buffer.from(body)])
}
