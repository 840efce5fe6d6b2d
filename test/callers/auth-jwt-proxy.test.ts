import t from 'tap'
import { createAuthority, withoutOpenssl } from '../support/certificates.ts'
import { startIssuer } from '../support/issuer.ts'
import { startProxy } from '../support/proxy.ts'
import { startSandbox } from '../support/service.ts'
import { startTlsFront } from '../support/tls-front.ts'

const credentials = 'rollcall:heron'
const noProxy = '127.0.0.1'

void t.test('jwt: keys at an http URL are fetched through HTTP_PROXY', async (t) => {
  const issuer = await startIssuer(t)
  const proxy = await startProxy(t, {
    upstreamUrl: new URL(issuer.environment['JWT_JWKS_URL'] ?? '').origin,
    credentials
  })
  const { get, log } = await startSandbox(t, {
    environment: {
      ...issuer.environment,
      JWT_JWKS_URL: 'http://issuer.invalid/keys',
      HTTP_PROXY: proxy.url.replace('://', `://${credentials}@`),
      NO_PROXY: noProxy
    }
  })
  const { status } = await get('/accounts?source=tenant', { authorization: `Bearer ${await issuer.sign()}` })
  t.equal(status, 200)
  t.match(proxy.requests, [{ method: 'GET', target: 'http://issuer.invalid/keys' }])
  t.notMatch(log(), /heron/)
})

void t.test('jwt: keys at an https URL are fetched through HTTPS_PROXY', { skip: withoutOpenssl }, async (t) => {
  const authority = createAuthority(t)
  authority.trust()
  const issuer = await startIssuer(t)
  const certificate = authority.issue({ extensions: ['subjectAltName=DNS:issuer.invalid'] })
  const upstreamUrl = await startTlsFront(t, issuer.environment['JWT_JWKS_URL'] ?? '', certificate)
  const proxy = await startProxy(t, { upstreamUrl, credentials })
  const { get } = await startSandbox(t, {
    environment: {
      ...issuer.environment,
      JWT_JWKS_URL: 'https://issuer.invalid/keys',
      HTTPS_PROXY: proxy.url.replace('://', `://${credentials}@`)
    }
  })
  const { status } = await get('/accounts?source=tenant', { authorization: `Bearer ${await issuer.sign()}` })
  t.equal(status, 200)
  t.match(proxy.requests, [{ method: 'CONNECT', target: 'issuer.invalid:443' }])
})

for (const [what, userinfo] of [
  ['is unavailable', null],
  ['answers 407', 'rollcall:wrong@']
] as const) {
  for (const scheme of ['http', 'https'] as const) {
    void t.test(`jwt: if a proxy for ${scheme} ${what}, keys are unavailable`, async (t) => {
      const issuer = await startIssuer(t)
      const proxy = await startProxy(t, { upstreamUrl: 'http://127.0.0.1:1', credentials })
      const url = userinfo === null ? 'http://heron@127.0.0.1:1' : proxy.url.replace('://', `://${userinfo}`)
      const { get, log } = await startSandbox(t, {
        environment: {
          ...issuer.environment,
          JWT_JWKS_URL: `${scheme}://issuer.invalid/keys`,
          HTTP_PROXY: url,
          HTTPS_PROXY: url,
          NO_PROXY: noProxy
        }
      })
      const { body } = await get('/accounts?source=tenant', { authorization: `Bearer ${await issuer.sign()}` })
      t.match(body, { slug: 'overloaded', status: 503, detail: /JWKS/ })
      t.notMatch(log(), /heron|issuer\.invalid/)
    })
  }
}

void t.test('jwt: with the issuer in NO_PROXY, keys are fetched directly', async (t) => {
  const issuer = await startIssuer(t)
  const { get } = await startSandbox(t, {
    environment: { ...issuer.environment, HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: noProxy }
  })
  const { status } = await get('/accounts?source=tenant', { authorization: `Bearer ${await issuer.sign()}` })
  t.equal(status, 200)
})
