import { createHash, timingSafeEqual } from 'node:crypto'
import type { ReceivedRequest } from '../operation.ts'
import { gatewayCredentials } from './credentials.ts'
import { type Nonces, windowMs } from './nonces.ts'
import { type Refusal, refusals, signatureRefusal } from './refusal.ts'
import { headerValue, isForm, signatureOf, stringToSign } from './string-to-sign.ts'

/**
 * Why the gateway refuses this request; undefined if it accepts it. Checks stage, app key, timestamp (±15 min, if sent),
 * Content-MD5 (over the bytes), signature, and nonce (once, if sent). A nonce counts as used only after a valid signature, so
 * that no other client can use it up. `now` is epoch milliseconds.
 */
export function checkSignature(request: ReceivedRequest, nonces: Nonces, now: number): Refusal | undefined {
  const value = (name: string): string => headerValue(request.headers, name)
  // The gateway's help pages: a wrong stage looks like an unknown API.
  if (!['', 'RELEASE'].includes(value('x-ca-stage'))) return refusals.unknownUrl
  if (value('x-ca-signature') === '') return refusals.emptySignature
  if (value('x-ca-key') !== gatewayCredentials.appKey) return refusals.unknownAppKey
  const timestamp = value('x-ca-timestamp')
  if (!/^\d*$/.test(timestamp)) return refusals.badTimestamp
  if (timestamp !== '' && Math.abs(now - Number(timestamp)) > windowMs) return refusals.staleTimestamp
  if (!hasRightMd5(request)) return refusals.badContentMd5
  const text = stringToSign(request)
  if (!isSame(value('x-ca-signature'), signatureOf(text, gatewayCredentials.appSecret))) return signatureRefusal(text)
  const nonce = value('x-ca-nonce')
  if (nonce !== '' && !nonces.accept(gatewayCredentials.appKey, nonce, now)) return refusals.usedNonce
  return undefined
}

/** A form is signed by its fields. Any other body is protected only by its Content-MD5. */
function hasRightMd5({ headers, body }: ReceivedRequest): boolean {
  const sent = headerValue(headers, 'content-md5')
  if (sent === '') return isForm(headers) || body.length === 0
  return sent === createHash('md5').update(body).digest('base64')
}

/** In constant time, so that the duration does not reveal the correct part. */
function isSame(sent: string, right: string): boolean {
  const [sentBytes, rightBytes] = [Buffer.from(sent), Buffer.from(right)]
  return sentBytes.length === rightBytes.length && timingSafeEqual(sentBytes, rightBytes)
}
