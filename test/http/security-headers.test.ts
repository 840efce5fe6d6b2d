import t from 'tap'
import { openRaw } from '../support/raw.ts'
import { startSandbox } from '../support/service.ts'

const host = 'Host: x\r\n'
const close = 'Connection: close\r\n'

/** One request per layer. */
const requests: readonly (readonly [status: number, bytes: string])[] = [
  [200, `GET /accounts?source=tenant&limit=1 HTTP/1.1\r\n${host}${close}\r\n`],
  [200, `GET /accounts/export?source=iam HTTP/1.1\r\n${host}${close}\r\n`],
  [200, `HEAD /livez HTTP/1.1\r\n${host}${close}\r\n`],
  [302, `GET / HTTP/1.1\r\n${host}${close}\r\n`],
  [404, `GET /nothing HTTP/1.1\r\n${host}${close}\r\n`],
  [405, `DELETE /accounts HTTP/1.1\r\n${host}${close}\r\n`],
  [400, `GET /sources/%zz HTTP/1.1\r\n${host}${close}\r\n`],
  [400, `GET /accounts HTTP/1.1\r\n${close}\r\n`],
  [400, 'garbage\r\n\r\n'],
  [405, `CONNECT example.com:443 HTTP/1.1\r\n${host}\r\n`],
  [431, `GET / HTTP/1.1\r\n${host}${close}x: ${'x'.repeat(17_000)}\r\n\r\n`]
]

void t.test('every answer of every layer has the security headers, and none names the server', async (t) => {
  const { url } = await startSandbox(t)
  for (const [status, bytes] of requests) {
    const [head = ''] = (await openRaw(t, url, bytes).ended).split('\r\n\r\n', 1)
    const what = bytes.slice(0, 40)
    t.match(head, new RegExp(`^HTTP/1\\.1 ${status} `), what)
    for (const header of [
      'x-content-type-options: nosniff',
      "content-security-policy: default-src 'none'; frame-ancestors 'none'",
      'referrer-policy: no-referrer',
      'x-frame-options: DENY',
      'cross-origin-resource-policy: same-origin',
      'x-request-id: '
    ]) {
      t.ok(head.includes(`\r\n${header}`), `${what}: ${header}`)
    }
    t.notMatch(head, /^(server|x-powered-by|via):/im, what)
  }
})

void t.test('no answer contains a stack, file or library name', async (t) => {
  const { url } = await startSandbox(t)
  for (const [, bytes] of requests) {
    const answer = await openRaw(t, url, bytes).ended
    t.notMatch(answer, /node_modules|\.ts\b|\.js\b|at .*\(.*:\d+|fastify|FST_|HPE_/i)
  }
})

function withFields(count: number): string {
  const fields = Array.from({ length: count - 2 }, (_, index) => `X-${index}: 1\r\n`).join('')
  return `GET /livez HTTP/1.1\r\n${host}${close}${fields}\r\n`
}

void t.test('more than 200 header fields are refused, and fewer are accepted', async (t) => {
  const { url } = await startSandbox(t)
  t.match(await openRaw(t, url, withFields(200)).ended, /^HTTP\/1\.1 200 /)
  t.match(await openRaw(t, url, withFields(201)).ended, /^HTTP\/1\.1 431 [^]*more than 200 header fields/)
})
