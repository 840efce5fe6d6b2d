import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { Failure } from '../problems/failure.ts'
import { issuerKeys } from './issuer-keys.ts'
import { rights, type Caller, type Right } from './caller.ts'
import { credentialsRejected } from './refusals.ts'

/** Whose tokens are let in. */
export interface TokenSettings {
  readonly issuer: string
  readonly audience: string
  /** Where the issuer publishes its keys, as an http or https URL. */
  readonly jwksUrl: string
  /** Claim that holds the list of sources. */
  readonly sourcesClaim: string
}

/** Signatures only: with a shared secret (`HS…`) or none at all, whoever knows the public key could sign. */
const algorithms = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ')
/** What two clocks may differ by. */
const clockToleranceSeconds = 1

/**
 * Finds the caller of a presented JSON Web Token (RFC 7519). Throws `unauthenticated` for a token that is not good, and
 * `overloaded` where the issuer's keys cannot be had: that is no fault of the caller.
 */
export function identifyByToken({
  issuer,
  audience,
  jwksUrl,
  sourcesClaim
}: TokenSettings): (token: string) => Promise<Caller> {
  const keys = issuerKeys(jwksUrl)
  const keyOf: JWTVerifyGetKey = async (header, token) => {
    try {
      return await keys(header, token)
    } catch (error) {
      throw isAboutToken(error) ? error : keysMissing(error)
    }
  }
  const options = { issuer, audience, algorithms, requiredClaims: ['exp'], clockTolerance: clockToleranceSeconds }
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keyOf, options)
      return toCaller(payload, sourcesClaim)
    } catch (error) {
      if (error instanceof Failure) throw error
      throw error instanceof errors.JOSEError ? credentialsRejected(reasonOf(error)) : keysMissing(error)
    }
  }
}

/** Claims → caller. Throws `unauthenticated` where one is of the wrong type: it is never guessed what was meant. */
function toCaller(claims: JWTPayload, sourcesClaim: string): Caller {
  const { sub, client_id: clientId, azp, scope = '' } = claims
  const name = [sub, clientId, azp].find((value) => typeof value === 'string' && value !== '')
  if (typeof scope !== 'string') throw credentialsRejected('the claim scope of the token is not text')
  return {
    name: typeof name === 'string' ? name : null,
    sources: sourcesOf(claims, sourcesClaim),
    rights: scope.split(' ').filter(isRight)
  }
}

function sourcesOf(claims: JWTPayload, name: string): string[] | null {
  if (!Object.hasOwn(claims, name)) return null
  const sources = claims[name]
  if (Array.isArray(sources) && sources.every((source) => typeof source === 'string')) return sources
  throw credentialsRejected(`the claim ${name} of the token is not a list of texts`)
}

function isRight(word: string): word is Right {
  return rights.some((right) => right === word)
}

/** Every other failure to get a key is the issuer's, or the way's there. */
function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  )
}

function keysMissing(cause: unknown): Failure {
  return new Failure('overloaded', {
    detail: "the keys by which the issuer's tokens are checked cannot be had or used at the moment",
    retryAfterSeconds: 5,
    cause
  })
}

/** Claims are looked at only after the signature, so this tells nothing to who made a token up. */
function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired'
  if (error instanceof errors.JWTClaimValidationFailed) {
    return `the claim ${error.claim} of the token is missing, or not one that is accepted here`
  }
  return 'the token is not one that the issuer signed with a key of its own'
}
