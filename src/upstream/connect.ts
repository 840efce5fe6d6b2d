import { buildConnector } from 'undici'
import { dropInterimResponses } from './interim-responses.ts'
import { mapConnectError } from './map-undici-error.ts'

/** Opens the connections of a pool. Each error is a Failure: no request was written yet. */
export function createConnector(timeoutMs: number): buildConnector.connector {
  const connect = buildConnector({ allowH2: false, timeout: timeoutMs })
  return (options, callback) => {
    connect(options, (error, socket) => {
      if (error !== null) return callback(mapConnectError(error), null)
      dropInterimResponses(socket)
      callback(null, socket)
    })
  }
}
