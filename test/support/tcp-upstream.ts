import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { Test } from 'tap'
import { listenOnLoopback } from './loopback.ts'

export interface TcpUpstream {
  readonly url: string
  /** Connections now open, as this side sees them. */
  readonly open: () => number
  /** Resolves once there are no more than so many. */
  readonly openAtMost: (count: number) => Promise<void>
}

/**
 * An upstream that is nothing but a socket: `play` is called for each whole request, and writes what it likes or nothing.
 * A client that hangs up closes its connection here too. It ends with the test.
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
    // A client that hangs up in the middle is what these tests are about.
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

/** Where the first request ends in what was received; 0 while it is not whole. */
function endOfRequest(received: string): number {
  const headersEnd = received.indexOf('\r\n\r\n') + 4
  if (headersEnd < 4) return 0
  const [, length = '0'] = /\r\ncontent-length: *(\d+)/i.exec(received.slice(0, headersEnd)) ?? []
  const end = headersEnd + Number(length)
  return received.length >= end ? end : 0
}

/** A good HTTP answer as bytes, its headers replaced or added to. */
export function httpAnswer(body: string | Buffer, headers: Record<string, string> = {}, status = '200 OK'): Buffer {
  const all = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`), Buffer.from(body)])
}
