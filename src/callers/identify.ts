import type { IncomingHttpHeaders } from 'node:http'
import { identifyByKey } from './api-key.ts'
import type { Caller } from './caller.ts'
import { readCredential } from './credential.ts'
import type { ApiKey } from './key-file.ts'
import type { TokenSettings } from './token.ts'

/** How callers are known. */
export type AuthSettings =
  | { readonly mode: 'none' }
  | { readonly mode: 'api-key'; readonly keys: readonly ApiKey[] }
  | { readonly mode: 'jwt'; readonly tokens: TokenSettings }

/**
 * Headers of a request → who calls, null when they hold no credentials. Throws a Failure for credentials that are not good,
 * or cannot be checked at the moment.
 */
export type Identify = (headers: IncomingHttpHeaders) => Promise<Caller | null>

/** The way to know callers that the settings ask for; null where anyone may call. */
export async function identifyWith(auth: AuthSettings): Promise<Identify | null> {
  if (auth.mode === 'none') return null
  if (auth.mode === 'api-key') return identifyBy(identifyByKey(auth.keys), true)
  // The JWT library is loaded only in this mode.
  const { identifyByToken } = await import('./token.ts')
  return identifyBy(identifyByToken(auth.tokens), false)
}

function identifyBy(callerOf: (credential: string) => Caller | Promise<Caller>, keyHeader: boolean): Identify {
  return async (headers) => {
    const credential = readCredential(headers, keyHeader)
    return credential === null ? null : callerOf(credential)
  }
}
