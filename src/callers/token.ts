import { errors, type JWTPayload } from 'jose'
import { Failure } from '../problems/failure.ts'
import type { Proxy } from '../proxies.ts'
import { rights, type Caller } from './caller.ts'
import { issuerKeys, keysMissing } from './issuer-keys.ts'
import { credentialsRejected } from './refusals.ts'
import { verifyToken } from './verify-token.ts'

/** Whose tokens are let in. */
export interface TokenSettings {
  readonly issuer: string
  readonly audience: string
  /** Where the issuer publishes its keys, as an http or https URL. */
  readonly jwksUrl: string
  /** Through which they are fetched; null where directly. */
  readonly proxy: Proxy | null
  /** Claim that holds the list of sources. */
  readonly sourcesClaim: string
  /** Max seconds by which the issuer's clock and ours may differ. */
  readonly clockToleranceSeconds: number
}

/** Signatures only: with a shared secret (`HS…`) or none at all, anyone with the public key could sign. */
const algorithms = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ')

/**
 * Finds the caller of a presented JSON Web Token (RFC 7519). Throws `unauthenticated` for a token that is not good, and
 * `overloaded` if the issuer's keys are unavailable, which is not the caller's fault.
 */
export function identifyByToken(settings: TokenSettings): (token: string) => Promise<Caller> {
  const { issuer, audience, jwksUrl, proxy, sourcesClaim, clockToleranceSeconds } = settings
  const keys = issuerKeys(jwksUrl, proxy)
  const options = { issuer, audience, algorithms, requiredClaims: ['exp'], clockTolerance: clockToleranceSeconds }
  return async (token) => {
    try {
      return toCaller(await verifyToken(token, keys, options), sourcesClaim)
    } catch (error) {
      if (error instanceof Failure) throw error
      // Anything else is about a key that cannot be used, such as one that is too short.
      throw error instanceof errors.JOSEError ? credentialsRejected(reasonOf(error)) : keysMissing(error)
    }
  }
}

/** Claims → caller. Throws `unauthenticated` where one is of the wrong type: it is never guessed what was meant. */
function toCaller(claims: JWTPayload, sourcesClaim: string): Caller {
  const { sub, client_id: clientId, azp, exp } = claims
  const name = [sub, clientId, azp].find((value) => typeof value === 'string' && value !== '')
  const words = new Set([...wordsOf(claims, 'scope'), ...wordsOf(claims, 'scp')])
  return {
    name: typeof name === 'string' ? name : null,
    sources: sourcesOf(claims, sourcesClaim),
    rights: rights.filter((right) => words.has(right)),
    rateLimit: null,
    expiresAt: momentOf(exp)
  }
}

/** Issuers send `scope` as text with blanks (RFC 8693, 4.2) or as a list; some call it `scp`. */
function wordsOf(claims: JWTPayload, name: string): string[] {
  const { [name]: value = '' } = claims
  const texts: unknown[] = Array.isArray(value) ? value : [value]
  return texts.flatMap((text) => {
    if (typeof text === 'string') return text.split(' ')
    throw credentialsRejected(`the claim ${name} of the token must be a string or a list of strings`)
  })
}

/** Null for a moment that RFC 3339 cannot write. */
function momentOf(seconds = Infinity): string | null {
  const date = new Date(seconds * 1000)
  return date.getUTCFullYear() <= 9999 ? date.toISOString() : null
}

function sourcesOf(claims: JWTPayload, name: string): string[] | null {
  if (!Object.hasOwn(claims, name)) return null
  const sources = claims[name]
  if (Array.isArray(sources) && sources.every((source) => typeof source === 'string')) return sources
  throw credentialsRejected(`the claim ${name} of the token must be a list of strings`)
}

/** Claims are looked at only after the signature, so this tells nothing to who made a token up. */
function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired'
  if (error instanceof errors.JWTClaimValidationFailed) {
    return `the claim ${error.claim} of the token is missing or has a value that is not accepted`
  }
  return 'the token is malformed, or not signed with a key of the issuer'
}
