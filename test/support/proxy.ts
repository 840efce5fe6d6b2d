import { createServer, request as sendRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Test } from 'tap'
import type { Certificate } from './certificates.ts'
import { listenOnLoopback } from './loopback.ts'

interface ProxiedRequest {
  readonly method: string
  /** Host and port for CONNECT, else the whole URL. */
  readonly target: string
  readonly headers: IncomingMessage['headers']
  /** A number per client connection. */
  readonly connection: number
}

export interface ProxyOptions {
  /** Target of every request, whatever its host: names need not resolve. */
  readonly upstreamUrl: string
  /** Required credentials. Without them it answers 407. */
  readonly credentials?: string
  /** The certificate for TLS with its clients. */
  readonly certificate?: Certificate
}

export interface TestProxy {
  readonly url: string
  readonly requests: readonly ProxiedRequest[]
  /** Replaces the handling of CONNECT; null restores it. */
  onConnect(handle: ((socket: Duplex) => void) | null): void
}

/** An HTTP proxy: tunnels for CONNECT, forwarding for the rest. It ends with the test. */
export async function startProxy(t: Test, options: ProxyOptions): Promise<TestProxy> {
  const requests: ProxiedRequest[] = []
  const numbers = new Map<unknown, number>()
  let instead: ((socket: Duplex) => void) | null = null
  const { hostname, port } = new URL(options.upstreamUrl)

  const note = ({ method = '', url = '', headers, socket }: IncomingMessage): void => {
    const connection = numbers.get(socket) ?? numbers.size + 1
    numbers.set(socket, connection)
    requests.push({ method, target: url, headers, connection })
  }
  const mayPass = ({ headers }: IncomingMessage): boolean =>
    options.credentials === undefined ||
    headers['proxy-authorization'] === `Basic ${Buffer.from(options.credentials).toString('base64')}`

  const forward = (request: IncomingMessage, response: ServerResponse): void => {
    note(request)
    if (!mayPass(request)) return void response.writeHead(407, { 'proxy-authenticate': 'Basic realm="p"' }).end('no')
    const { pathname, search } = new URL(request.url ?? '')
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !name.startsWith('proxy-')))
    const onward = sendRequest({ hostname, port, method: request.method, path: pathname + search, headers })
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  }
  const server =
    options.certificate === undefined ? createServer(forward) : createTlsServer(options.certificate, forward)
  const open = new Set<Duplex>()
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    note(request)
    open.add(socket)
    socket.on('error', () => {})
    if (instead !== null) return instead(socket)
    if (!mayPass(request)) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    const onward = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(onward).pipe(socket)
    })
    onward.on('error', () => {})
    onward.on('close', () => socket.destroy())
    socket.on('close', () => onward.destroy())
  })
  server.on('tlsClientError', () => {})
  t.teardown(() => {
    for (const socket of open) socket.destroy()
  })
  const url = await listenOnLoopback(t, server)
  return {
    url: options.certificate === undefined ? url : url.replace('http:', 'https:'),
    requests,
    onConnect(handle) {
      instead = handle
    }
  }
}
