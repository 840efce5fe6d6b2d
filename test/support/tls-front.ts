import { connect } from 'node:net'
import { createServer } from 'node:tls'
import type { Test } from 'tap'
import type { Certificate } from './certificates.ts'
import { listenOnLoopback } from './loopback.ts'

/** A TLS endpoint in front of a plain server. Returns its URL. It ends with the test. */
export async function startTlsFront(t: Test, url: string, certificate: Certificate): Promise<string> {
  const { hostname, port } = new URL(url)
  const server = createServer(certificate, (socket) => {
    const onward = connect(Number(port), hostname)
    socket.on('error', () => onward.destroy())
    onward.on('error', () => socket.destroy())
    t.teardown(() => onward.destroy())
    socket.pipe(onward).pipe(socket)
  })
  server.on('tlsClientError', () => {})
  return (await listenOnLoopback(t, server)).replace('http:', 'https:')
}
