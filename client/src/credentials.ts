import type { operations } from './schema.d.ts'

/** A secret, or a function that returns the current one. The function is called for every request. */
export type Secret = string | (() => string | Promise<string>)

/** Credentials of the caller. Each is sent in a header of its own. */
export interface Credentials {
  /** API key or token, sent as `Authorization: Bearer`. */
  readonly token?: Secret
  /** API key, sent as `X-Api-Key`. */
  readonly apiKey?: Secret
  /** The user's own upstream tokens, by header; `credentials.callerToken` of a source names it. */
  readonly callerTokens?: { readonly [Header in CallerTokenHeader]?: Secret }
}

/** A header for a caller token: each header in the document except the general ones. */
export type CallerTokenHeader = Exclude<
  HeadersOf<'listAccounts'> | HeadersOf<'lookupAccount'>,
  'X-Request-Id' | 'traceparent' | 'Accept-Language'
>
type HeadersOf<Name extends keyof operations> = keyof NonNullable<operations[Name]['parameters']['header']>

/** Sets the headers that carry the credentials. */
export async function setCredentials(headers: Headers, { token, apiKey, callerTokens }: Credentials): Promise<void> {
  if (token !== undefined) setSecret(headers, 'Authorization', `Bearer ${await read(token, 'Authorization')}`)
  const others = { 'X-Api-Key': apiKey, ...callerTokens }
  for (const [name, secret] of Object.entries(others)) {
    if (secret !== undefined) setSecret(headers, name, await read(secret, name))
  }
}

// Neither error below is a TypeError: fetch throws those when a connection fails.

async function read(secret: Secret, header: string): Promise<string> {
  try {
    return typeof secret === 'function' ? await secret() : secret
  } catch (cause) {
    throw new Error(`cannot get the credential for the header ${header}`, { cause })
  }
}

function setSecret(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value)
  } catch {
    // The original error quotes the secret.
    throw new Error(`the credential for the header ${name} contains characters that a header cannot hold`)
  }
}
