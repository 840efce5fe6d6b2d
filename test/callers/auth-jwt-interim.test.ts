import t from 'tap'
import { startIssuer } from '../support/issuer.ts'
import { startSandbox } from '../support/service.ts'
import { httpAnswer, startTcpUpstream } from '../support/tcp-upstream.ts'

const interims = {
  '100': 'HTTP/1.1 100 Continue\r\n\r\n',
  '102': 'HTTP/1.1 102 Processing\r\n\r\n',
  '103': 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n',
  'two 100': 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\nserver: x\r\n\r\n',
  '100 of HTTP/1.0': 'HTTP/1.0 100 Continue\r\n\r\n'
}

for (const [what, interim] of Object.entries(interims)) {
  void t.test(`jwt: an interim response before the keys (${what}) is skipped`, async (t) => {
    const issuer = await startIssuer(t)
    const keys = await (await fetch(issuer.environment['JWT_JWKS_URL'] ?? '')).text()
    let fetches = 0
    const { url } = await startTcpUpstream(t, (socket) => {
      fetches++
      socket.end(Buffer.concat([Buffer.from(interim), httpAnswer(keys)]))
    })
    const { get } = await startSandbox(t, { environment: { ...issuer.environment, JWT_JWKS_URL: `${url}/keys?a=b` } })
    const authorization = `Bearer ${await issuer.sign()}`
    t.equal((await get('/accounts?source=tenant', { authorization })).status, 200)
    t.equal((await get('/accounts?source=tenant', { authorization })).status, 200)
    t.equal(fetches, 1)
  })
}

void t.test('jwt: keys that are too large, or cut off, are unavailable', async (t) => {
  const issuer = await startIssuer(t)
  for (const answer of [httpAnswer(`{"keys":[],"x":"${'x'.repeat(2_000_000)}"}`), 'HTTP/1.1 100 Continue\r\n\r\n']) {
    const { url } = await startTcpUpstream(t, (socket) => socket.end(answer))
    const { get } = await startSandbox(t, { environment: { ...issuer.environment, JWT_JWKS_URL: url } })
    const { body } = await get('/accounts?source=tenant', { authorization: `Bearer ${await issuer.sign()}` })
    t.match(body, { slug: 'overloaded', status: 503, detail: /JWKS/ })
  }
})
