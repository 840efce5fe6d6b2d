import { Pool, type buildConnector, type Dispatcher } from 'undici'
import type { Proxy } from '../proxies.ts'
import { createConnector, createTunnelConnector } from './connect.ts'
import { mapUndiciError } from './map-undici-error.ts'
import type { UpstreamAnswer, UpstreamRequest } from './message.ts'
import { readBody, tooLarge } from './body.ts'
import type { Deadline, Ending } from './deadline.ts'
import { needsOtherConnection } from './slug-of-status.ts'
import { refusedByProxy } from './tunnel.ts'

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

/** Closes the connection. The answer is the status. */
const otherConnection = new Error('the request may be repeated on another connection only')

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

/**
 * One request and its response. It uses undici's `dispatch` instead of `request` with an AbortSignal: a fifth less CPU per call.
 * The promise settles when the deadline ends, even while undici still waits for a connection.
 */
class Exchange implements Dispatcher.DispatchHandler, Ending {
  readonly answer = Promise.withResolvers<UpstreamAnswer>()
  private readonly deadline: Deadline
  private readonly maxBodyBytes: number
  private readonly isForwarded: boolean
  private controller: Dispatcher.DispatchController | null = null
  private status = 0
  private headers: UpstreamAnswer['headers'] = {}
  private readonly chunks: Buffer[] = []
  private size = 0

  constructor(deadline: Deadline, maxBodyBytes: number, isForwarded: boolean) {
    this.deadline = deadline
    this.maxBodyBytes = maxBodyBytes
    this.isForwarded = isForwarded
    deadline.watch(this)
  }

  end(reason: Error): void {
    this.answer.reject(reason)
    this.controller?.abort(reason)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    if (this.deadline.ended !== null) controller.abort(this.deadline.ended)
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: UpstreamAnswer['headers']
  ): void {
    if (status < 200) return
    if (status === 407 && this.isForwarded) return this.breakOff(refusedByProxy(status))
    this.status = status
    this.headers = headers
    if (needsOtherConnection(status)) this.breakOff(otherConnection)
    else if (Number(headers['content-length']) > this.maxBodyBytes) this.breakOff(tooLarge(this.maxBodyBytes))
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.length
    if (this.size > this.maxBodyBytes) this.breakOff(tooLarge(this.maxBodyBytes))
    else this.chunks.push(chunk)
  }

  onResponseEnd(): void {
    this.deadline.unwatch(this)
    try {
      const body = readBody(this.chunks, this.headers, this.maxBodyBytes)
      if (typeof body === 'string') this.succeed(body)
      else
        body.then(
          (text) => this.succeed(text),
          (error: Error) => this.breakOff(error)
        )
    } catch (error) {
      this.breakOff(error instanceof Error ? error : new Error('unreadable', { cause: error }))
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.breakOff(mapUndiciError(error, this.status !== 0))
  }

  /** A refusal consists of status and headers, so an unreadable body does not change it. */
  private breakOff(error: Error): void {
    this.deadline.unwatch(this)
    const isRefusal = this.status !== 0 && (this.status < 200 || this.status > 299)
    if (isRefusal && this.deadline.ended === null) this.succeed('')
    else this.answer.reject(error)
    this.controller?.abort(error)
  }

  private succeed(body: string): void {
    this.answer.resolve({ status: this.status, headers: this.headers, body })
  }
}
