import type { IncomingHttpHeaders } from 'node:http'
import { identifyByKey } from './api-key.ts'
import type { Caller } from './caller.ts'
import { readCredential } from './credential.ts'
import type { ApiKey } from './key-file.ts'
import type { TokenSettings } from './token.ts'
import { watchKeys, type KeyFile, type KeyLogger } from './watch-keys.ts'

/** Settings for authentication. */
export type AuthSettings =
  | { readonly mode: 'none' }
  | { readonly mode: 'api-key'; readonly keys: readonly ApiKey[]; readonly keyFile: KeyFile }
  | { readonly mode: 'jwt'; readonly tokens: TokenSettings }

/**
 * Headers of a request → the caller; null without credentials. Throws a Failure if the credentials are invalid, or cannot be
 * checked at the moment.
 */
type Identify = (headers: IncomingHttpHeaders) => Promise<Caller | null>

/** An authentication method, and the function that stops its background work. */
export interface Identification {
  readonly identify: Identify
  readonly close: () => void
}

/** The authentication method of the settings; null with `AUTH_MODE=none`. */
export async function identifyWith(auth: AuthSettings, logger: KeyLogger): Promise<Identification | null> {
  if (auth.mode === 'none') return null
  if (auth.mode === 'api-key') return identifyByFile(auth.keys, auth.keyFile, logger)
  // The JWT library is loaded only in this mode.
  const { identifyByToken } = await import('./token.ts')
  return { identify: identifyBy(identifyByToken(auth.tokens), false), close: () => {} }
}

function identifyByFile(keys: readonly ApiKey[], file: KeyFile, logger: KeyLogger): Identification {
  let callerOf = identifyByKey(keys)
  const close = watchKeys(file, (changed) => (callerOf = identifyByKey(changed)), logger)
  return { identify: identifyBy((key) => callerOf(key), true), close }
}

function identifyBy(callerOf: (credential: string) => Caller | Promise<Caller>, keyHeader: boolean): Identify {
  return async (headers) => {
    const credential = readCredential(headers, keyHeader)
    return credential === null ? null : callerOf(credential)
  }
}
