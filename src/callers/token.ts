import { errors, type JWTPayload } from 'jose'
import { Failure } from '../problems/failure.ts'
import type { Proxy } from '../proxies.ts'
import { rights, type Caller } from './caller.ts'
import { issuerKeys, keysMissing } from './issuer-keys.ts'
import { credentialsRejected } from './refusals.ts'
import { verifyToken } from './verify-token.ts'

/** Settings for accepted tokens. */
export interface TokenSettings {
  readonly issuer: string
  readonly audience: string
  /** http or https URL of the issuer's keys. */
  readonly jwksUrl: string
  /** The proxy for fetching them; null for none. */
  readonly proxy: Proxy | null
  /** Claim with the list of sources. */
  readonly sourcesClaim: string
  /** Max difference between the issuer's clock and ours, in seconds. */
  readonly clockToleranceSeconds: number
}

/** Asymmetric signatures only. With `HS…` or `none`, anyone who has the public key could sign. */
const algorithms = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ')

/**
 * Finds the caller of a presented JSON Web Token (RFC 7519). Throws `unauthenticated` for an invalid token. Throws `overloaded`
 * if the issuer's keys are unavailable, because that is not the caller's fault.
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
      // Any other error is about an unusable key, such as one that is too short.
      throw error instanceof errors.JOSEError ? credentialsRejected(reasonOf(error)) : keysMissing(error)
    }
  }
}

/** Claims → caller. Throws `unauthenticated` for a claim of the wrong type; its meaning is never guessed. */
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

/** Issuers send `scope` as text separated by blanks (RFC 8693, 4.2) or as a list. Some call it `scp`. */
function wordsOf(claims: JWTPayload, name: string): string[] {
  const { [name]: value = '' } = claims
  const texts: unknown[] = Array.isArray(value) ? value : [value]
  return texts.flatMap((text) => {
    if (typeof text === 'string') return text.split(' ')
    throw credentialsRejected(`the claim ${name} of the token must be a string or a list of strings`)
  })
}

/** Null for a time that RFC 3339 cannot express. */
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

/** Claims are checked after the signature, so a forged token learns nothing from this. */
function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired'
  if (error instanceof errors.JWTClaimValidationFailed) {
    return `the claim ${error.claim} of the token is missing or has a value that is not accepted`
  }
  return 'the token is malformed, or not signed with a key of the issuer'
}
