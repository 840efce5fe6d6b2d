import { gatewayCredentials } from './gateway/credentials.ts'
import { iamCredentials } from './iam/credentials.ts'

interface Sandbox {
  /** URL of the service. */
  readonly url: string
  readonly simulatorUrl: string
  /** Whether `/` serves the explorer. */
  readonly explorer: boolean
}

/** The text that the sandbox prints once it listens: URLs, commands and credentials. */
export function banner({ url, simulatorUrl, explorer }: Sandbox): string {
  const { iotToken } = gatewayCredentials
  const { iamToken, iamTokenSecond } = iamCredentials
  return [
    '',
    `Rollcall sandbox on ${url}, its upstreams simulated on ${simulatorUrl}. All accounts are invented.`,
    ...(explorer ? [`  explorer     ${url}/`] : []),
    `  docs         ${url}/docs`,
    `  one source   curl '${url}/accounts?source=tenant&limit=2'`,
    `  all sources  curl '${url}/accounts?limit=8'`,
    `  tokens       X-Iot-Token: ${iotToken}    X-Iam-Access-Token: ${iamToken} or ${iamTokenSecond}`,
    `  fault        curl -X PUT ${simulatorUrl}/__faults/iam -H 'content-type: application/json' -d '{"kind":"hang","times":1}'`,
    `  more         ${simulatorUrl}/ lists the upstream credentials and the fault kinds`,
    '  settings     PORT, SIMULATOR_PORT, AUTH_MODE, API_KEYS_FILE, CORS_ORIGINS and all others but GATEWAY_* and IAM_*',
    '',
    ''
  ].join('\n')
}
