import t from 'tap'
import { startSandbox } from '../support/service.ts'

void t.test('bodies that only some parsers accept as JSON are refused', async (t) => {
  const { url } = await startSandbox(t)
  const post = async (path: string, body: string | Buffer) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(url + path, { method: 'POST', headers, body: Buffer.from(body) })
    return { status: response.status, body: JSON.parse(await response.text()) }
  }
  const search = '/accounts/search'
  for (const [path, body, name, message] of [
    [search, '{"source":["tenant"],"limit":5,"limit":10}', 'limit', 'is duplicated'],
    [search, '{"q":"a","\\u0071":"b"}', 'q', 'is duplicated'],
    [search, `{"${'x'.repeat(300)}":1,"${'x'.repeat(300)}":1}`, 'x'.repeat(100), 'is duplicated'],
    ['/accounts/lookup', '{"keys":[{"phone":"1"},{"email":"a","email":"b"}]}', 'keys.1.email', 'is duplicated'],
    [search, Buffer.from('{"q":"caf\xe9"}', 'latin1'), '', 'must be UTF-8']
  ] as const) {
    const problem = { type: '/problems/invalid-request', errors: [{ in: 'body', name, message }] }
    t.match(await post(path, body), { status: 400, body: problem })
  }
  t.equal((await post(search, '{"source":["industry"],"q":"{\\"limit\\":1,\\"limit\\":2} 李"}')).status, 200)
  t.equal((await post(search, '\uFEFF{"limit":1}')).status, 200)
  const depth = 30_000
  t.match(await post(search, `{"q":${'['.repeat(depth)}${']'.repeat(depth)}}`), {
    status: 400,
    body: { type: '/problems/invalid-request', errors: [{ in: 'body', name: 'q' }] }
  })
})

void t.test('a body that is too large: the problem names the limit in force', async (t) => {
  const { post } = await startSandbox(t, { limits: { maxBodyBytes: 200 } })
  t.match(await post('/accounts/search', { q: 'x'.repeat(200) }), {
    status: 413,
    body: { type: '/problems/payload-too-large', detail: 'the request body is larger than 200 bytes' }
  })
})
