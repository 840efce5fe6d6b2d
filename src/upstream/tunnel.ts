import { Socket } from 'node:net'
import { Client, type buildConnector } from 'undici'
import { Failure } from '../problems/failure.ts'
import type { Proxy } from '../proxies.ts'

export interface TunnelOptions {
  /** Connects to the proxy. */
  readonly connect: buildConnector.connector
  readonly timeoutMs: number
}

/**
 * Opens a connection to `target` (host and port) through the proxy (RFC 9110, 9.3.6). Throws a Failure, or an error of undici.
 */
export async function openTunnel(
  target: string,
  { origin, authorization }: Proxy,
  { connect, timeoutMs }: TunnelOptions
): Promise<Socket> {
  const client = new Client(origin, { connect, headersTimeout: timeoutMs })
  try {
    const headers = { host: target, ...(authorization === null ? {} : { 'proxy-authorization': authorization }) }
    const { statusCode, socket } = await client.connect({ path: target, headers })
    if (statusCode >= 200 && statusCode < 300 && socket instanceof Socket) return socket
    socket.destroy()
    throw refusedByProxy(statusCode)
  } finally {
    // The client no longer owns an established tunnel.
    void client.destroy()
  }
}

/** The failure of a call that a proxy refused. */
export function refusedByProxy(status: number): Failure {
  const reason =
    status === 407
      ? 'the proxy does not accept the credentials in its URL'
      : 'the proxy did not connect to the upstream'
  return new Failure('upstream-unreachable', {
    detail: `${reason}: it answered with HTTP status ${status}`,
    retryable: status >= 500 || status === 429
  })
}
