import { createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { ReceivedRequest } from '../operation.ts'

/**
 * The text that the client must have signed, rebuilt from the request. The names of the signed headers, their order and their
 * spelling come from X-Ca-Signature-Headers. Official clients sign `x-ca-key` or `X-Ca-Key`, which give different signatures.
 * Rules: the gateway's help page "request signatures" and its published clients.
 */
export function stringToSign(request: ReceivedRequest): string {
  const value = (name: string): string => headerValue(request.headers, name)
  const names = value('x-ca-signature-headers').split(',').filter(Boolean)
  return [
    request.method.toUpperCase(),
    value('accept'),
    value('content-md5'),
    value('content-type'),
    value('date'),
    ...names.map((name) => `${name}:${value(name)}`),
    resource(request)
  ].join('\n')
}

/** base64(HMAC-SHA256), the only method the published clients use. */
export function signatureOf(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text, 'utf8').digest('base64')
}

/** The value of a header, by a name in any case; '' if it was not sent. */
export function headerValue(headers: IncomingHttpHeaders, name: string): string {
  return headers[name.toLowerCase()]?.toString() ?? ''
}

/** Whether the body's fields are signed, not its bytes. */
export function isForm(headers: IncomingHttpHeaders): boolean {
  return headerValue(headers, 'content-type').startsWith('application/x-www-form-urlencoded')
}

/** Path, query and form fields: decoded, sorted, the first of several values, no `=` before an empty one. */
function resource({ url, headers, body }: ReceivedRequest): string {
  const [path = '', query = ''] = url.split('?', 2)
  const fields = new Map<string, string>()
  const form = isForm(headers) ? body.toString() : ''
  for (const [key, value] of [...new URLSearchParams(query), ...new URLSearchParams(form)]) {
    if (!fields.has(key)) fields.set(key, value)
  }
  const pairs = [...fields.keys()].sort().map((key) => (fields.get(key) ? `${key}=${fields.get(key)}` : key))
  return pairs.length > 0 ? `${path}?${pairs.join('&')}` : path
}
