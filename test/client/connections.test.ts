import { createServer } from 'node:net'
import t from 'tap'
import { createClient } from '../../client/src/index.ts'
import { clientOf, failureOf } from '../support/client.ts'
import { listenOnLoopback } from '../support/loopback.ts'
import { startTcpUpstream, httpAnswer } from '../support/tcp-upstream.ts'
import { startUpstream, sendJson } from '../support/upstream.ts'

const once = { retry: { maxAttempts: 1 } } as const

void t.test('a failed connection has the reason that Node gives', async (t) => {
  const { url: broken } = await startTcpUpstream(t, (socket) => socket.destroy())
  const { url: cut } = await startTcpUpstream(t, (socket) => socket.end(httpAnswer('{', { 'content-length': '9' })))
  const closed = createServer()
  const refused = await listenOnLoopback(t, closed)
  await new Promise((resolve) => closed.close(resolve))
  for (const [url, reason, message] of [
    [refused, 'refused', `${refused} cannot be reached: it refuses connections`],
    ['http://rollcall.invalid', 'dns', 'http://rollcall.invalid cannot be reached: its host name is unknown'],
    [broken, 'broken', `${broken} ended the connection early`],
    [cut, 'broken', 'the connection ended early']
  ] as const) {
    const error = await failureOf(clientOf(url, once).client.listSources())
    t.match(error, { name: 'ConnectionError', reason, message, retryable: true, cause: TypeError })
  }
})

void t.test(
  'a failed connection on another platform has reason unknown, and an abort is not a failed connection',
  async (t) => {
    const fails = (cause: unknown) =>
      clientOf('http://127.0.0.1', { ...once, fetch: () => Promise.reject(cause) }).client
    for (const cause of [undefined, null, 'no', {}, { code: 'EWHATEVER' }]) {
      const error = await failureOf(fails(new TypeError('fetch failed', { cause })).listSources())
      t.match(error, { name: 'ConnectionError', reason: 'unknown', message: 'http://127.0.0.1 cannot be reached' })
    }
    const { url } = await startUpstream(t, () => {})
    const signal = AbortSignal.timeout(1)
    t.equal(await failureOf(clientOf(url, once).client.listSources({ signal })), signal.reason)
  }
)

void t.test('a call with its own retry limits uses them', async (t) => {
  const { url } = await startTcpUpstream(t, (socket) => socket.destroy())
  const { client, asked, waits } = clientOf(url)
  await failureOf(client.listSources({ retry: { maxAttempts: 1 } }))
  t.same([asked.length, waits.length], [1, 0])
  await failureOf(client.lookupAccount({ phone: '1' }, { retry: { maxAttempts: 2 } }))
  t.same([asked.length, waits.length], [3, 1])
})

void t.test("answers are cached only if the client's options allow it", async (t) => {
  const { url } = await startUpstream(t, (_request, response) => sendJson(response, '{"data":[]}'))
  const caches: string[] = []
  const send = (request: Request) => {
    caches.push(request.cache)
    return fetch(request)
  }
  await createClient({ baseUrl: url, fetch: send }).listSources()
  await createClient({ baseUrl: url, fetch: send, cache: 'default' }).listSources()
  t.same(caches, ['no-store', 'default'])
})

void t.test('an unusable base URL throws a TypeError that says what to write', (t) => {
  for (const [baseUrl, message] of [
    ['localhost:3000', /must begin with http:\/\/, https:\/\/ or \/, such as https:\/\/localhost:3000$/],
    ['127.0.0.1:3000', /such as https:\/\/127\.0\.0\.1:3000$/],
    ['//rollcall.example.com', /must begin with .* such as https:\/\/rollcall\.example\.com$/],
    ['ftp://rollcall.example.com', /must begin with/],
    ['api', /must begin with/],
    ['/', /"\/" needs a page\. Outside a browser use a whole URL/],
    ['', /"" needs a page/],
    ['http://', /not a valid URL/],
    ['https://a b', /not a valid URL/],
    ['https://user:secret@rollcall.example.com', /^(?!.*secret).*must not have a user name/],
    ['https://rollcall.example.com?key=1', /must not have a user name, a query/],
    ['https://rollcall.example.com/#x', /must not have .* a fragment/]
  ] as const) {
    t.throws(() => createClient({ baseUrl }), { name: 'TypeError', message }, baseUrl)
  }
  const options: { baseUrl: string } = JSON.parse('{}')
  t.throws(() => createClient(options), { name: 'TypeError', message: 'baseUrl is undefined: is its setting missing?' })
  const { exportUrl } = createClient({ baseUrl: 'HTTPS://Rollcall.example.com/api/' })
  t.equal(exportUrl(), 'https://rollcall.example.com/api/accounts/export')
  t.end()
})
