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
      if (token !== undefined) setSecret(headers, 'authorization', `Bearer ${await valueOf(token)}`)
      if (apiKey !== undefined) setSecret(headers, 'x-api-key', await valueOf(apiKey))
      if (iotToken !== undefined) setSecret(headers, 'x-iot-token', await valueOf(iotToken))
      if (iamAccessToken !== undefined) setSecret(headers, 'x-iam-access-token', await valueOf(iamAccessToken))
    }
  }
}

/** Neither mistake is a TypeError, which is what a failed connection is. */
async function valueOf(secret: Secret): Promise<string> {
  try {
    return typeof secret === 'function' ? await secret() : secret
  } catch (cause) {
    throw new Error('the credentials cannot be had', { cause })
  }
}

function setSecret(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value)
  } catch {
    // What was thrown quotes the secret.
    throw new Error(`the credentials for ${name} hold what cannot stand in a header`)
  }
}
