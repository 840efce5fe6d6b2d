import { pathBelow, withQuery } from '../base-path.ts'
import type { CallParameters, Family } from '../family.ts'
import { readIamEnvelope } from './envelope.ts'
import { iamSettings, readIamSettings, type IamSettings } from './settings.ts'

/** The industrial IAM: GET with a cookie, and a flat envelope with `Code` and `Msg`. */
export const industrialIam: Family<IamSettings> = {
  id: 'iam',
  settings: iamSettings.properties,
  requiredSettings: ['IAM_BASE_URL'],
  secretSettings: ['IAM_ACCESS_TOKEN'],
  callerTokenName: 'access_token',
  requestIdHeader: 'x-request-id',
  readSettings: readIamSettings,
  hasCredentials: ({ accessToken }, callerToken) => (callerToken ?? accessToken) !== null,
  buildRequest: ({ baseUrl, accessToken }, { operation, parameters, options: { callerToken } }) => ({
    method: 'GET',
    path: withQuery(pathBelow(baseUrl, operation.path), queryOf(parameters)),
    headers: ['accept', 'application/json', 'cookie', `access_token=${callerToken ?? accessToken}`],
    body: null
  }),
  readEnvelope: readIamEnvelope
}

/** Not URLSearchParams, which encodes a blank as `+`. */
function queryOf(parameters: CallParameters): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value).toWellFormed())}`)
    .join('&')
}
