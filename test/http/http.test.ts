import { once } from 'node:events'
import type { Socket } from 'node:net'
import { request as httpRequest } from 'node:http'
import t from 'tap'
import { openRaw } from '../support/raw.ts'
import { startSandbox } from '../support/service.ts'
import { until } from '../support/until.ts'

/** Sends bytes, and returns everything received until the connection closes. */
const raw = (url: string, bytes: string): Promise<string> => openRaw(t, url, bytes).ended

const pieces = (text: string): string[] =>
  Array.from({ length: Math.ceil(text.length / 4000) }, (_, at) => text.slice(at * 4000, at * 4000 + 4000))

/** A request with a header field of this many bytes. */
function filled(url: string, bytes: number): Promise<string> {
  return raw(url, `GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx: ${'x'.repeat(bytes)}\r\n\r\n`)
}

void t.test('every layer answers with problems', async (t) => {
  const { url, get, app } = await startSandbox(t)
  const problem = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(url + path, init)
    t.match(response.headers.get('content-type'), /^application\/problem\+json/)
    t.match(response.headers.get('x-request-id'), /^[\w.-]{1,128}$/)
    const body: { type: string; status: number; instance: string; requestId: string } = JSON.parse(
      await response.text()
    )
    t.equal(body.status, response.status)
    t.equal(body.requestId, response.headers.get('x-request-id'))
    return { ...body, headers: response.headers }
  }
  const search = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    problem('/accounts/search', { method: 'POST', body, headers })

  await t.test('paths and methods', async (t) => {
    t.match(await problem('/'.padEnd(50, 'x')), { type: '/problems/not-found', status: 404 })
    t.match(await problem('/accounts/'), { type: '/problems/not-found', instance: '/accounts/' })
    t.match(await problem('/nope?secret=1', { method: 'POST', body: 'x' }), {
      type: '/problems/not-found',
      instance: '/nope'
    })
    for (const [path, allow] of [
      ['/accounts', 'GET, HEAD'],
      ['/accounts/search', 'POST'],
      ['/accounts/lookup', 'GET, HEAD, POST'],
      ['/accounts/export', 'GET'],
      ['/sources', 'GET, HEAD'],
      ['/sources/tenant', 'GET, HEAD'],
      ['/livez', 'GET, HEAD'],
      ['/docs', 'GET, HEAD'],
      ['/openapi.json', 'GET, HEAD']
    ] as const) {
      for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND']) {
        const { type, headers } = await problem(path, { method })
        t.equal(type, '/problems/method-not-allowed')
        t.equal(headers.get('allow'), allow)
      }
    }
    t.equal((await problem('/accounts', { method: 'POST', body: '{', headers: { 'content-type': 'x/y' } })).status, 405)
    t.equal((await problem('/accounts/search')).headers.get('allow'), 'POST')
  })

  await t.test('bodies', async (t) => {
    t.match(await search('{"limit":'), { type: '/problems/invalid-request' })
    t.match(await search(''), { type: '/problems/invalid-request' })
    t.match(await search('{"__proto__":{"q":1}}'), { type: '/problems/invalid-request' })
    t.match(await search('{}', { 'content-type': 'text/plain' }), { type: '/problems/unsupported-media-type' })
    t.match(await search('{}', { 'content-type': 'application/x-www-form-urlencoded' }), { status: 415 })
    t.match(await search('{}', { 'content-type': 'application/json; charset=gbk' }), { status: 415 })
    t.match(await search('{}', { 'content-type': 'application/json', 'content-encoding': 'gzip' }), { status: 415 })
    const coded =
      'Host: x\r\nContent-Type: application/json\r\nTransfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n'
    t.match(await raw(url, `POST /accounts/search HTTP/1.1\r\n${coded}2\r\n{}\r\n0\r\n\r\n`), /^HTTP\/1.1 415/)
    t.match(await search(JSON.stringify({ q: 'x'.repeat(140_000) })), {
      type: '/problems/payload-too-large',
      status: 413
    })
    const response = await fetch(`${url}/accounts/search`, { method: 'POST' })
    t.equal(response.status, 400)
    t.equal(
      (
        await fetch(`${url}/accounts/search`, {
          method: 'POST',
          body: '{"limit":1}',
          headers: { 'content-type': 'application/json;charset=UTF-8' }
        })
      ).status,
      200
    )
  })

  await t.test('targets and headers', async (t) => {
    t.match(await problem(`/accounts?q=${'x'.repeat(9000)}`), { type: '/problems/uri-too-long', status: 414 })
    t.match(await problem(`/accounts?q=${'x'.repeat(40_000)}`), { type: '/problems/uri-too-long', status: 414 })
    for (const path of ['/sources/', '/problems/']) {
      t.match(await problem(path + 'x'.repeat(9000)), { type: '/problems/uri-too-long', status: 414 })
    }
    const strange = { 'content-type': 'text/plain; charset=utf-16', 'content-encoding': 'gzip' }
    t.equal((await get('/readyz', strange)).status, 200, 'what a body that is not there would be makes no difference')
    t.match(await problem('/accounts', { method: 'PUT', headers: strange }), { type: '/problems/method-not-allowed' })
    t.match(await problem('/accounts', { headers: { 'x-large': 'x'.repeat(20_000) } }), {
      type: '/problems/headers-too-large'
    })
    t.match(await problem('/accounts?q=%FF'), { type: '/problems/invalid-request' })
    t.match(await problem('/accounts?q=%zz'), { type: '/problems/invalid-request' })
    for (const path of ['/sources/%zz', '/%c0%ae', '/nope/%', '/docs/%ff'])
      t.match(await problem(path), { type: '/problems/invalid-request', instance: path })
    t.match(await problem(`/sources/${'x'.repeat(500)}`), { type: '/problems/not-found' })
    for (const accept of [
      'text/html',
      'application/xml',
      'application/json;q=0',
      'application/json;charset=utf-8; q=0, text/csv;header=present'
    ]) {
      t.match(await problem('/accounts?limit=1', { headers: { accept } }), {
        type: '/problems/not-acceptable',
        status: 406
      })
    }
    for (const accept of [
      'application/*',
      'text/html, */*;q=0.1',
      'application/json;q=0.5',
      'application/json; charset=utf-8',
      'text/html;level=1, Application/JSON;odata=verbose;q=0.3',
      ''
    ]) {
      t.equal((await get('/accounts?source=tenant&limit=1', { accept })).status, 200)
    }
  })

  await t.test('unsafe request ids are replaced', async (t) => {
    for (const id of ['a b', 'x'.repeat(129), 'é', '']) {
      const { headers } = await get('/livez', { 'x-request-id': id })
      t.match(headers.get('x-request-id'), /^[0-9a-f-]{36}$/)
    }
    t.equal((await get('/livez', { 'x-request-id': 'x'.repeat(128) })).headers.get('x-request-id'), 'x'.repeat(128))
  })

  await t.test('input that is not HTTP', async (t) => {
    for (const [bytes, slug] of [
      ['garbage\r\n\r\n', 'invalid-request'],
      ['GET /accounts HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n', 'invalid-request'],
      ['GET /accounts HTTP/1.1\r\nConnection: close\r\n\r\n', 'invalid-request'],
      ['GET /accounts HTTP/1.1\r\nHost: x\r\nhost: x\r\nConnection: close\r\n\r\n', 'invalid-request'],
      ['GET /accounts HTTP/1.1\r\nHost: x y\r\nConnection: close\r\n\r\n', 'invalid-request'],
      ['GET /livez HTTP/1.0\r\nHost: x/y\r\n\r\n', 'invalid-request'],
      [
        'GET /livez HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nauthorization: Bearer a\r\nConnection: close\r\n\r\n',
        'invalid-request'
      ],
      [
        `GET http://user:pass@h.example/livez?${'x'.repeat(9000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
        'uri-too-long'
      ],
      ['PRI /accounts\r\n\r\n', 'invalid-request'],
      ['ANNOUNCE /accounts RTSP/1.0\r\nHost: x\r\n\r\n', 'invalid-request'],
      ['CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n', 'method-not-allowed'],
      [`GET / HTTP/1.1\r\nHost: x\r\nx: ${'x'.repeat(70_000)}\r\n\r\n`, 'headers-too-large']
    ] as const) {
      const answer = await raw(url, bytes)
      t.match(answer, /content-type: application\/problem\+json/i)
      t.match(answer, `/problems/${slug}`)
      t.notMatch(answer, /"instance":"[^"]*example/)
      t.match(answer, /x-request-id: /i)
    }
  })

  await t.test('a target may be absolute, and is reported without its host', async (t) => {
    const end = 'HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
    t.match(await raw(url, `GET http://user:pass@h.example/nope?q=1 ${end}`), /404 [^]*"instance":"\/nope"/)
    t.match(await raw(url, `GET HTTP://h.example?q=1 ${end}`), /302 /)
    const page = await raw(url, `GET https://h.example/accounts?source=tenant&limit=1&page=1 ${end}`)
    t.match(page, /200 OK[^]*link: <\/accounts\?source=tenant&limit=1&page=1>/i)
  })

  await t.test('the part that is too long is named, however the request is split', async (t) => {
    for (const [head, slug] of [
      [`GET /livez HTTP/1.1\r\nHost: x\r\nx: ${'x'.repeat(22_000)}`, 'headers-too-large'],
      [`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x`, 'uri-too-long'],
      [`GET /livez HTTP/1.1\r\nHost: x\r\n${'abcdef: 12345678\r\n'.repeat(1000)}y: z`, 'headers-too-large']
    ] as const) {
      const accepted = once(app.server.server, 'connection')
      const { socket, ended } = openRaw(t, url, '')
      const [connection]: Socket[] = await accepted
      let sent = 0
      for (const piece of pieces(`${head}\r\nConnection: close\r\n\r\n`)) {
        socket.write(piece)
        sent += piece.length
        // Each piece is read by itself, until the answer is given.
        await until(() => connection === undefined || connection.bytesRead >= sent || connection.writableEnded)
      }
      t.match(await ended, `/problems/${slug}`)
    }
  })

  await t.test('a head of exactly the max size is accepted', async (t) => {
    // The target, and every name and value plus two bytes.
    const others = '/livez'.length + 'Hostx'.length + 'Connectionclose'.length + 'x'.length + 2 * 6
    t.match(await filled(url, 16_384 - others), /^HTTP\/1.1 200/)
    t.match(await filled(url, 16_385 - others), /^HTTP\/1.1 431/)
  })

  await t.test('a duplicated parameter is named', async (t) => {
    for (const query of ['limit=5&limit=5', 'partial=allow&partial=allow', 'q=a&q=b']) {
      const [name] = query.split('=')
      const { body } = await get(`/accounts?${query}`)
      t.match(body, { status: 400, errors: [{ in: 'query', name, message: 'is duplicated' }] })
    }
    t.match((await get('/accounts/lookup?phone=1&phone=2')).body, {
      errors: [{ name: 'phone', message: 'is duplicated' }]
    })
    t.match((await get('/accounts?limit=99999999999999999999999')).body, { errors: [{ message: 'must be <= 100' }] })
  })

  await t.test('an unknown expectation is ignored', async (t) => {
    const answer = await raw(url, 'GET /livez HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\nConnection: close\r\n\r\n')
    t.match(answer, /^HTTP\/1.1 200/)
    t.match(await raw(url, 'GET /livez HTTP/1.0\r\n\r\n'), /^HTTP\/1.1 200/)
  })

  await t.test('HEAD is GET without its body', async (t) => {
    const { status, length } = await new Promise<{ status: number | undefined; length: string | undefined }>(
      (resolve) => {
        httpRequest(`${url}/accounts?source=tenant&limit=1`, { method: 'HEAD' }, (response) => {
          resolve({ status: response.statusCode, length: response.headers['content-length'] })
          response.resume()
        }).end()
      }
    )
    t.equal(status, 200)
    t.ok(Number(length) > 100)
  })

  await t.test('health', async (t) => {
    t.same((await get('/livez')).body, { status: 'alive' })
    t.same((await get('/readyz')).body, { status: 'ready' })
  })
})
