import { METHODS } from 'node:http'
import * as fc from 'fast-check'
import { hostileJson, hostileText, oneOfWords, usually } from './hostile.ts'
import { operations } from './operations.ts'

const method = usually(
  fc.constantFrom('GET', 'GET', 'POST', 'HEAD'),
  fc.oneof(fc.constantFrom(...METHODS), fc.constantFrom('get', 'G\0T', 'FOO', '', 'PRI', '😀'))
)

const realPath = fc.constantFrom(...operations.map(({ path }) => path.split('?')[0] ?? '/'))
const accountsPath = oneOfWords('/accounts /accounts/search /accounts/lookup /accounts/export')
const path = usually(
  fc.oneof(realPath, accountsPath),
  fc.oneof(
    fc
      .tuple(realPath, hostileText, fc.nat(30))
      .map(([real, text, place]) => real.slice(0, place) + text + real.slice(place)),
    oneOfWords('* // /./accounts /accounts/ //x/accounts http://x/accounts accounts /docs/../x /docs/x.js'),
    hostileText.map((text) => `/${text}`)
  )
)

const name = usually(
  oneOfWords(
    'source limit cursor page q organizationId role appId employeeId partial include format bom phone email loginId loginSource'
  ),
  hostileText
)
const realValue = oneOfWords(
  'tenant tenant,iam scope industry identity 1 20 100 raw allow forbid csv ndjson true 10000000001 Emma sandbox-app'
)
const value = usually(realValue, hostileText)
const pair = fc
  .tuple(name, fc.oneof(value, hostileText), usually(fc.constant(true), fc.constant(false)))
  .map(([key, text, encoded]) => (encoded ? `${encode(key)}=${encode(text)}` : `${key}=${text}`))
const query = fc.oneof(
  fc.constant(''),
  oneOfWords('?source=tenant ?limit=3 ?source=iam&page=1 ?phone=10000000001 ?q=Emma ?source=tenant&format=csv'),
  fc.array(pair, { maxLength: 4 }).map((pairs) => `?${pairs.join('&')}`),
  usually(fc.constant(''), hostileText).map((text) => `?${text}`)
)

const header = fc.tuple(
  usually(
    oneOfWords(
      'accept accept-language accept-encoding authorization x-api-key cookie x-iot-token x-iam-access-token x-request-id ' +
        'traceparent origin access-control-request-method expect upgrade connection range if-none-match te host ' +
        'x-forwarded-for x-http-method-override content-encoding'
    ),
    hostileText
  ),
  usually(
    fc.oneof(
      fc.constantFrom('*/*', 'text/html;q=0.1, */*', '100-continue', 'close', 'keep-alive, Upgrade', 'Bearer key'),
      oneOfWords('application/json access_token=sandbox-token-2 sandbox-iot-token zh-CN GET websocket a=b;;c= ,')
    ),
    hostileText
  )
)

const bodyText = fc.oneof(
  fc
    .record({ source: fc.array(value), limit: fc.nat(120), q: value, page: fc.nat(3) }, { requiredKeys: [] })
    .map((body) => JSON.stringify(body)),
  fc
    .array(fc.record({ phone: value, email: value, loginId: value }, { requiredKeys: [] }))
    .map((keys) => JSON.stringify({ keys })),
  fc.array(fc.record({ phone: value })).map((keys) => JSON.stringify({ keys })),
  fc.dictionary(name, fc.jsonValue()).map((body) => JSON.stringify(body)),
  hostileJson,
  usually(
    hostileText,
    fc.constantFrom(131_000, 200_000).map((length) => JSON.stringify({ q: 'x'.repeat(length) }))
  )
)

/** The framing of a body, valid or invalid. */
const body = fc
  .tuple(bodyText, usually(oneOfWords('right chunked'), oneOfWords('short long none both words')))
  .map(([text, framing]) => {
    const length = Buffer.byteLength(text)
    const chunks = `${length.toString(16)}\r\n${text}\r\n0\r\n\r\n`
    const ofLength = (declared: number | string) => ({ lines: [`content-length: ${declared}`], text })
    switch (framing) {
      case 'chunked':
        return { lines: ['transfer-encoding: chunked'], text: chunks }
      case 'short':
        return ofLength(Math.max(0, length - 3))
      case 'long':
        return ofLength(length + 3)
      case 'none':
        return { lines: [], text }
      case 'both':
        return { lines: ['transfer-encoding: chunked', `content-length: ${length}`], text: chunks }
      case 'words':
        return ofLength('many')
      default:
        return ofLength(length)
    }
  })

/** A request close to the real ones, with some invalid parts. */
export const hostileRequest = fc
  .record({
    method,
    target: fc.tuple(path, query).map((parts) => parts.join('')),
    version: usually(fc.constant('HTTP/1.1'), fc.constantFrom('HTTP/1.0', 'HTTP/2.0', 'HTTP/9', '')),
    headers: fc.array(header, { maxLength: 3 }),
    many: usually(fc.constant(0), fc.constantFrom(0, 0, 150, 250, 3000)),
    type: usually(
      fc.constant('application/json'),
      fc.constantFrom('application/json;charset=utf-16', 'text/plain', '', 'multipart/form-data; boundary=x')
    ),
    body: fc.option(body),
    encoding: usually(fc.constant('utf8' as const), fc.constant('latin1' as const))
  })
  .map((request) => {
    const { method, target, version, headers, many, type, body, encoding } = request
    const lines = [
      `${method} ${target} ${version}`,
      'host: x',
      ...headers.map(([field, text]) => `${field}: ${text}`),
      ...Array.from({ length: many }, (_, place) => `x-${place}: ${place}`),
      ...(body === null && method !== 'POST' ? [] : [`content-type: ${type}`]),
      ...(body?.lines ?? [])
    ]
    return { method, target, encoding, text: `${lines.join('\r\n')}\r\n\r\n${body?.text ?? ''}` }
  })

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}
