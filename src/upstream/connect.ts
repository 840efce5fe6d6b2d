import { buildConnector } from 'undici'
import type { Proxy } from '../proxies.ts'
import { dropInterimResponses } from './interim-responses.ts'
import { mapConnectError, type Peer } from './map-undici-error.ts'
import { openTunnel } from './tunnel.ts'

/**
 * Opens the connections of a pool. Each error is a Failure, because no request was written yet. The certificate must match the
 * peer's host name, whatever the `Host` of a forwarded request is.
 */
export function createConnector(timeoutMs: number, peer: Peer = 'upstream'): buildConnector.connector {
  const connect = buildConnector({ allowH2: false, timeout: timeoutMs })
  return ({ servername: _servername, ...options }, callback) => {
    connect(options, (error, socket) => {
      if (error !== null) return callback(mapConnectError(error, peer), null)
      dropInterimResponses(socket)
      callback(null, socket)
    })
  }
}

/** Opens the connections of a pool to an https origin through a proxy. */
export function createTunnelConnector(proxy: Proxy, timeoutMs: number): buildConnector.connector {
  const connectTls = createConnector(timeoutMs)
  const connectProxy = createConnector(timeoutMs, 'proxy')
  const connect = async (options: buildConnector.Options, callback: buildConnector.Callback): Promise<void> => {
    const target = `${options.host}${options.port === '' ? ':443' : ''}`
    let httpSocket
    try {
      httpSocket = await openTunnel(target, proxy, { connect: connectProxy, timeoutMs })
    } catch (error) {
      callback(mapConnectError(error, 'proxy'), null)
      return
    }
    connectTls({ ...options, httpSocket }, callback)
  }
  return (options, callback) => void connect(options, callback)
}
