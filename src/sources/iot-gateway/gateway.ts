import { randomUUID } from 'node:crypto'
import { pathBelow } from '../base-path.ts'
import type { Family } from '../family.ts'
import { readEnvelope } from './envelope.ts'
import { gatewaySettings, readGatewaySettings, requiredGatewaySettings, type GatewaySettings } from './settings.ts'
import { signPost } from './sign.ts'

/** The IoT API gateway: a signed POST, an envelope with `code`, `message`, `localizedMsg` and `data`. */
export const gateway: Family<GatewaySettings> = {
  id: 'gateway',
  settings: gatewaySettings.properties,
  requiredSettings: requiredGatewaySettings,
  secretSettings: ['GATEWAY_APP_KEY', 'GATEWAY_APP_SECRET'],
  callerTokenName: 'iotToken',
  requestIdHeader: 'x-ca-request-id',
  readSettings: readGatewaySettings,
  hasCredentials: () => true,
  /** The envelope's `id` is our request id, for tracing. */
  buildRequest(settings, { operation, parameters, options: { requestId, language, callerToken } }) {
    const path = pathBelow(settings.baseUrl, operation.path)
    const body = JSON.stringify({
      id: requestId,
      version: '1.0',
      request: {
        apiVer: operation.apiVersion,
        ...(callerToken === null ? {} : { iotToken: callerToken }),
        ...(language === null ? {} : { language })
      },
      params: parameters
    })
    // oxlint-disable-next-line eslint/no-restricted-properties -- The gateway wants the time of day.
    const once = { nowMs: Date.now(), nonce: randomUUID() }
    const headers = signPost(path, body, once, settings)
    return { method: 'POST', path, headers, body }
  },
  readEnvelope
}
