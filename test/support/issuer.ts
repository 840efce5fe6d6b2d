import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose'
import type { Test } from 'tap'
import type { Environment } from '../../src/config/config.ts'
import { plain } from './sources.ts'
import { sendJson, startUpstream } from './upstream.ts'

const issuer = 'https://issuer.example'
export const audience = 'rollcall'

export type Claims = Readonly<Record<string, unknown>>

export interface Issuer {
  /** Settings that accept its tokens. */
  readonly environment: Environment
  /** Number of fetches of its keys. */
  readonly fetches: () => number
  /** A valid token for an hour. Given claims replace its own; `undefined` removes one. */
  readonly sign: (claims?: Claims) => Promise<string>
  /** The same claims, unsigned. */
  readonly unsigned: () => string
  /** The same claims, signed with the public key as if it were a shared secret. */
  readonly signedWithPublicKey: () => Promise<string>
  /** Switches to another key, and publishes only that one. */
  readonly rotate: () => Promise<void>
  /** Replaces the answer with its keys; null restores it. */
  readonly publish: (answer: { readonly status: number; readonly body: string } | null) => void
}

/** A token issuer with its own keys, and a server that publishes them. */
export async function startIssuer(t: Test, algorithm = 'ES256'): Promise<Issuer> {
  let number = 0
  let pair = await generateKeyPair(algorithm, { extractable: true })
  let instead: { readonly status: number; readonly body: string } | null = null
  const keyId = (): string => `key-${number}`
  const publicKeys = async (): Promise<string> => {
    const key = { ...(await exportJWK(pair.publicKey)), kid: keyId(), alg: algorithm, use: 'sig' }
    return JSON.stringify({ keys: [key] })
  }
  const server = await startUpstream(t, (_request, response) => {
    if (instead !== null) return sendJson(response, instead.body, instead.status)
    void publicKeys().then((text) => sendJson(response, text))
  })
  return {
    environment: {
      ...plain,
      AUTH_MODE: 'jwt',
      JWT_ISSUER: issuer,
      JWT_AUDIENCE: audience,
      JWT_JWKS_URL: `${server.url}/keys`
    },
    fetches: () => server.requests.length,
    sign: (claims = {}) =>
      new SignJWT(claimsWith(claims)).setProtectedHeader({ alg: algorithm, kid: keyId() }).sign(pair.privateKey),
    unsigned: () => new UnsecuredJWT(claimsWith({})).encode(),
    signedWithPublicKey: async () =>
      new SignJWT(claimsWith({}))
        .setProtectedHeader({ alg: 'HS256', kid: keyId() })
        .sign(new TextEncoder().encode(await exportSPKI(pair.publicKey))),
    rotate: async () => {
      number++
      pair = await generateKeyPair(algorithm, { extractable: true })
    },
    publish: (answer) => {
      instead = answer
    }
  }
}

/** Epoch seconds, some seconds from now. */
export function secondsFromNow(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds
}

/** The claims of a valid token, some replaced. Undefined claims are removed, as in JSON. */
export function claimsWith(claims: Claims): JWTPayload {
  const all = {
    iss: issuer,
    aud: audience,
    sub: 'web',
    scope: 'accounts:read accounts:export',
    exp: secondsFromNow(3600),
    ...claims
  }
  return JSON.parse(JSON.stringify(all))
}
