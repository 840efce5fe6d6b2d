import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto'

export interface GatewayCredentials {
  readonly appKey: string
  readonly appSecret: string
  /** RELEASE, PRE or TEST. */
  readonly stage: string
}

export interface StringToSignParts {
  readonly method: string
  readonly accept: string
  readonly contentMd5: string
  readonly contentType: string
  readonly date: string
  /** Signed headers, with the spelling and order of X-Ca-Signature-Headers. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Path and sorted, unescaped query. */
  readonly resource: string
}

/** The text to sign (gateway documentation 143207; five published clients agree). */
export function stringToSign(parts: StringToSignParts): string {
  let text = `${parts.method}\n${parts.accept}\n${parts.contentMd5}\n${parts.contentType}\n${parts.date}\n`
  for (const [name, value] of parts.headers) text += `${name}:${value}\n`
  return text + parts.resource
}

/** base64(HMAC-SHA256(secret, text)), both as UTF-8. */
export function signature(text: string, key: string | KeyObject): string {
  return createHmac('sha256', key).update(text).digest('base64')
}

/** base64(MD5(body)), over the UTF-8 bytes that are sent. */
export function contentMd5(body: string): string {
  return hash('md5', body, 'base64')
}

const mediaType = 'application/json'
const signedNames = 'x-ca-key,x-ca-nonce,x-ca-stage,x-ca-timestamp'

/**
 * A POST of JSON → its headers, names and values in turn, signature included.
 *
 * `nonce` must be fresh for every call: the gateway refuses one it saw within 15 minutes, a retry included. `Accept` is
 * always sent, because it is signed and a client library that fills it in would break the signature.
 */
export function signPost(
  path: string,
  body: string,
  { nowMs, nonce }: { nowMs: number; nonce: string },
  credentials: GatewayCredentials
): string[] {
  const { appKey, stage } = credentials
  const md5 = contentMd5(body)
  const timestamp = String(nowMs)
  const text = stringToSign({
    method: 'POST',
    accept: mediaType,
    contentMd5: md5,
    contentType: mediaType,
    date: '',
    headers: [
      ['x-ca-key', appKey],
      ['x-ca-nonce', nonce],
      ['x-ca-stage', stage],
      ['x-ca-timestamp', timestamp]
    ],
    resource: resourceOf(path)
  })
  // prettier-ignore
  return [
    'accept', mediaType,
    'content-type', mediaType,
    'content-md5', md5,
    'x-ca-key', appKey,
    'x-ca-nonce', nonce,
    'x-ca-stage', stage,
    'x-ca-timestamp', timestamp,
    'x-ca-signature-headers', signedNames,
    'x-ca-signature', signature(text, keyOf(credentials))
  ]
}

const keys = new WeakMap<GatewayCredentials, KeyObject>()

/** Created once: reading a key from text costs more than signing with it. */
function keyOf(credentials: GatewayCredentials): KeyObject {
  const known = keys.get(credentials)
  if (known !== undefined) return known
  const key = createSecretKey(credentials.appSecret, 'utf8')
  keys.set(credentials, key)
  return key
}

/** The path to sign: its query decoded and sorted by name, without `=` before an empty value. */
function resourceOf(path: string): string {
  const [bare = '', query] = path.split('?', 2)
  if (query === undefined) return path
  const pairs = [...new URLSearchParams(query)].toSorted(([left], [right]) => (left < right ? -1 : 1))
  return `${bare}?${pairs.map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join('&')}`
}
