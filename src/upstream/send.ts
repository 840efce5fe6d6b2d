import { Pool, type buildConnector } from 'undici'
import type { Proxy } from '../proxies.ts'
import { createConnector, createTunnelConnector } from './connect.ts'
import type { UpstreamAnswer, UpstreamRequest } from './message.ts'
import type { Deadline } from './deadline.ts'
import { Exchange } from './exchange.ts'

export interface ClientOptions {
  /** Scheme, host and port. */
  readonly origin: string
  /** Max sockets. */
  readonly connections: number
  /** Max bytes of a response, before and after decompression. */
  readonly maxBodyBytes: number
  /** The timeout of the source, and of connecting. */
  readonly timeoutMs: number
  /** Null if the upstream is called directly. */
  readonly proxy: Proxy | null
}

/** The HTTP client of one source. It shares its sockets with no other source. */
export interface UpstreamClient {
  readonly origin: string
  /** Sends one request and reads the complete response. Throws a Failure, or the reason why the deadline ended. */
  send(request: UpstreamRequest, deadline: Deadline): Promise<UpstreamAnswer>
  /** Ends every call and closes every socket. */
  close(): Promise<void>
}

/** undici's timers are coarse; they are only a safety net behind our deadline. */
const graceMs = 5000

/** Set here, not where requests are signed, because responses are decompressed here. */
const acceptEncoding = ['accept-encoding', 'gzip']

/** A pool of keep-alive connections to one origin. TLS is verified. Redirects are not followed. */
export function createClient({ origin, connections, maxBodyBytes, timeoutMs, proxy }: ClientOptions): UpstreamClient {
  const route = proxy === null ? directTo(origin, timeoutMs) : routeThrough(proxy, origin, timeoutMs)
  const pool = new Pool(route.origin, {
    connections,
    pipelining: 1,
    connect: route.connect,
    headersTimeout: timeoutMs + graceMs,
    bodyTimeout: timeoutMs + graceMs
  })
  return {
    origin,
    send({ method, path, headers, body }, deadline) {
      if (deadline.ended !== null) return Promise.reject(deadline.ended)
      const exchange = new Exchange(deadline, maxBodyBytes, route.isForwarded)
      pool.dispatch({ method, path: route.prefix + path, headers: headers.concat(route.headers), body }, exchange)
      return exchange.answer.promise
    },
    close: () => pool.destroy()
  }
}

/** How requests get to one origin. */
interface Route {
  /** The origin to connect to. */
  readonly origin: string
  readonly connect: buildConnector.connector
  /** Prefix of the path in the request line. */
  readonly prefix: string
  /** Headers of every request, names and values alternating. */
  readonly headers: readonly string[]
  /** Whether a proxy forwards the requests, instead of tunnelling them. */
  readonly isForwarded: boolean
}

function directTo(origin: string, timeoutMs: number): Route {
  return { origin, connect: createConnector(timeoutMs), prefix: '', headers: acceptEncoding, isForwarded: false }
}

/** A tunnel for https. Plain requests are forwarded, with the whole URL in the request line (RFC 9112, 3.2.2). */
function routeThrough(proxy: Proxy, origin: string, timeoutMs: number): Route {
  if (origin.startsWith('https:')) {
    return { ...directTo(origin, timeoutMs), connect: createTunnelConnector(proxy, timeoutMs) }
  }
  const authorization = proxy.authorization === null ? [] : ['proxy-authorization', proxy.authorization]
  return {
    origin: proxy.origin,
    connect: createConnector(timeoutMs, 'proxy'),
    prefix: origin,
    headers: [...acceptEncoding, 'host', new URL(origin).host, ...authorization],
    isForwarded: true
  }
}
