import { decodeProtectedHeader, errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose'
import type { IssuerKeys } from './issuer-keys.ts'

/**
 * The claims of a token that one of the issuer's keys signed. If none matches, the keys may have changed. They are fetched again,
 * max once a second, and the token is verified once more. Throws jose's errors, and those of the keys.
 */
export async function verifyToken(token: string, keys: IssuerKeys, options: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return await verifyWithEachKey(token, keys, options)
  } catch (error) {
    if (!isPerhapsNewKey(error, token) || !(await keys.renew())) throw error
    return verifyWithEachKey(token, keys, options)
  }
}

/** The `kid` of a token is optional (RFC 7515, 4.1.4). If several keys match its header, each is tried. */
async function verifyWithEachKey(token: string, { keyOf }: IssuerKeys, options: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keyOf, options)).payload
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, options)).payload
      } catch (rejected) {
        if (!isOtherKey(rejected)) throw rejected
      }
    }
    throw new errors.JWSSignatureVerificationFailed()
  }
}

/** A TypeError is about one key, for example one that is too short. Another key may still match. */
function isOtherKey(error: unknown): boolean {
  return error instanceof errors.JWSSignatureVerificationFailed || error instanceof TypeError
}

/** A wrong signature with a named key is final, because that key is known. */
function isPerhapsNewKey(error: unknown, token: string): boolean {
  if (error instanceof errors.JWKSNoMatchingKey) return true
  return error instanceof errors.JWSSignatureVerificationFailed && decodeProtectedHeader(token).kid === undefined
}
