import type { Middleware } from 'openapi-fetch'

/** A secret, or what gives the one in force: it is asked before every request. */
export type Secret = string | (() => string | Promise<string>)

/** What a caller shows, each in a header of its own. */
export interface Credentials {
  /** A key or a token of the caller: `Authorization: Bearer`. */
  readonly token?: Secret
  /** A key of the caller: `X-Api-Key`. */
  readonly apiKey?: Secret
  /** The user's own token at the upstream of industry: `X-Iot-Token`. */
  readonly iotToken?: Secret
  /** The user's own token at the upstream of iam: `X-Iam-Access-Token`. */
  readonly iamAccessToken?: Secret
}

/** Adds the credentials to every request. */
export function withCredentials({ token, apiKey, iotToken, iamAccessToken }: Credentials): Middleware {
  return {
    async onRequest({ request: { headers } }) {
      if (token !== undefined) headers.set('authorization', `Bearer ${await valueOf(token)}`)
      if (apiKey !== undefined) headers.set('x-api-key', await valueOf(apiKey))
      if (iotToken !== undefined) headers.set('x-iot-token', await valueOf(iotToken))
      if (iamAccessToken !== undefined) headers.set('x-iam-access-token', await valueOf(iamAccessToken))
    }
  }
}

async function valueOf(secret: Secret): Promise<string> {
  return typeof secret === 'function' ? secret() : secret
}
