import t from 'tap'
import { contentMd5, signature, signPost, stringToSign } from '../../src/sources/iot-gateway/sign.ts'
import { signatureOf, stringToSign as rebuilt } from '../../simulator/src/gateway/string-to-sign.ts'
import { startPlayer } from '../support/player.ts'
import { startService } from '../support/service.ts'
import { gatewaySources } from '../support/sources.ts'
import { startUpstream } from '../support/upstream.ts'
import vectors from '../simulator/signing-vectors.json' with { type: 'json' }

const jsonPosts = vectors.filter(({ headers }) => headers['content-type']?.startsWith('application/json'))

for (const { name, method, url, body, secret, headers, signature: expected } of jsonPosts) {
  void t.test(`the signature equals that of other clients: ${name}`, async (t) => {
    const sent: Readonly<Record<string, string | undefined>> = headers
    const value = (header: string) => sent[header.toLowerCase()] ?? ''
    const [path = '', query = ''] = url.split('?', 2)
    const sorted = query.split('&').toSorted((left, right) => (left < right ? -1 : 1))
    const text = stringToSign({
      method,
      accept: value('accept'),
      contentMd5: contentMd5(body),
      contentType: value('content-type'),
      date: value('date'),
      headers: value('x-ca-signature-headers')
        .split(',')
        .map((header) => [header, value(header)]),
      resource: query === '' ? path : `${path}?${sorted.map((pair) => pair.replace(/=$/, '')).join('&')}`
    })
    t.equal(contentMd5(body), value('content-md5'))
    t.equal(signature(text, secret), expected)
  })
}

void t.test('the vectors include lower and canonical case', async (t) => {
  const spellings = new Set(jsonPosts.map(({ headers }) => headers['x-ca-signature-headers'].slice(0, 8)))
  t.strictSame(spellings, new Set(['x-ca-key', 'X-Ca-Key']))
})

const [plainVector] = vectors
if (plainVector === undefined) throw new Error('no vectors')

/** Alternating names and values → an object. */
function toHeaders(flat: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let index = 0; index < flat.length; index += 2) headers[String(flat[index])] = String(flat[index + 1])
  return headers
}

void t.test('signPost sends exactly the headers of the published request', async (t) => {
  const { url, body, secret, headers } = plainVector
  const sent = signPost(
    url,
    body,
    { nowMs: Number(headers['x-ca-timestamp']), nonce: headers['x-ca-nonce'] },
    { appKey: headers['x-ca-key'], appSecret: secret, stage: headers['x-ca-stage'] }
  )
  t.strictSame(toHeaders(sent), headers)
})

for (const [what, body] of [
  ['Chinese', '{"keyWord":"研发部 张三"}'],
  ['an emoji', '{"keyWord":"👩‍💻"}'],
  ['an empty body', '']
] as const) {
  void t.test(`the signature of signPost with ${what} is valid for the bytes of the body`, async (t) => {
    const now = { nowMs: 1_700_000_000_000, nonce: 'n' }
    const flat = signPost('/p/a', body, now, { appKey: 'key', appSecret: 'secret', stage: 'TEST' })
    const headers = toHeaders(flat)
    const text = rebuilt({ method: 'POST', url: '/p/a', headers, body: Buffer.from(body) })
    t.equal(headers['x-ca-signature'], signatureOf(text, 'secret'))
    t.equal(headers['x-ca-stage'], 'TEST')
  })
}

const [path, body, now, credentials] = [
  '/p',
  '{}',
  { nowMs: 1, nonce: 'n' },
  { appKey: 'k', appSecret: 's', stage: 'TEST' }
] as const

void t.test('secret, key, path, body, nonce, time and stage each change the signature', async (t) => {
  const requests = [
    signPost(path, body, now, credentials),
    signPost('/q', body, now, credentials),
    signPost(path, '[]', now, credentials),
    signPost(path, body, { ...now, nowMs: 2 }, credentials),
    signPost(path, body, { ...now, nonce: 'm' }, credentials),
    signPost(path, body, now, { ...credentials, appKey: 'x' }),
    signPost(path, body, now, { ...credentials, appSecret: 'x' }),
    signPost(path, body, now, { ...credentials, stage: 'PRE' })
  ]
  t.equal(new Set(requests.map((flat) => toHeaders(flat)['x-ca-signature'])).size, requests.length)
})

void t.test('on the wire, the bytes sent are the bytes signed', async (t) => {
  const { get, requests } = await startPlayer(t)
  await get('/accounts?source=tenant,scope')
  await get(`/accounts?source=industry&q=${encodeURIComponent('研发部 张三')}`, { 'accept-language': 'zh-CN' })
  await get('/accounts/lookup?phone=10000000001')
  t.equal(requests.length, gatewaySources.length)
  for (const { method, url, headers, body } of requests) {
    const text = rebuilt({ method, url, headers, body: Buffer.from(body) })
    t.equal(headers['x-ca-signature'], signatureOf(text, 'sandbox-secret'), url)
    t.equal(headers['content-md5'], contentMd5(body), url)
    t.equal(headers['content-type'], 'application/json')
    t.equal(headers.date, undefined)
    t.ok(Math.abs(Date.now() - Number(headers['x-ca-timestamp'])) < 60_000)
  }
  t.equal(new Set(requests.map(({ headers }) => headers['x-ca-nonce'])).size, requests.length, 'each nonce is fresh')
})

void t.test("the envelope's id is our request id, and the language is the caller's", async (t) => {
  const { get, requests } = await startPlayer(t)
  await get('/accounts?source=tenant', { 'x-request-id': 'trace-1', 'accept-language': 'zh-CN,en;q=0.5' })
  t.match(JSON.parse(requests[0]?.body ?? ''), {
    id: 'trace-1',
    version: '1.0',
    request: { apiVer: '1.0.0', language: 'zh-CN' }
  })
})

void t.test('the path of a base URL is part of the signed text', async (t) => {
  const upstream = await startUpstream(t, (_request, response) => response.end())
  const { get } = await startService(t, `${upstream.url}/proxy/gateway/`)
  await get('/accounts?source=tenant')
  const [{ method, url, headers, body } = { method: '', url: '', headers: {}, body: '' }] = upstream.requests
  t.equal(url, '/proxy/gateway/user/account/thirdparty/query')
  const text = rebuilt({ method, url, headers, body: Buffer.from(body) })
  t.equal(headers['x-ca-signature'], signatureOf(text, 'sandbox-secret'))
})
