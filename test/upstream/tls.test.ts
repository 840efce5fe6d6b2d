import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import t from 'tap'
import { Failure } from '../../src/problems/failure.ts'
import { mapUndiciError } from '../../src/upstream/map-undici-error.ts'
import { listenOnLoopback } from '../support/loopback.ts'
import { startService } from '../support/service.ts'
import { startUpstream } from '../support/upstream.ts'

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
const skip = !hasOpenssl && process.env['CI'] === undefined && 'needs openssl, from the Debian package of that name'

void t.test('an upstream whose certificate nobody vouches for is not talked to', { skip }, async (t) => {
  const folder = t.testdir()
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2', '-nodes']
  const files = ['-keyout', key, '-out', cert]
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', ...subject, ...files],
    {
      stdio: 'ignore'
    }
  )
  let asked = 0
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) => {
    asked++
    response.end('{}')
  })
  const url = await listenOnLoopback(t, server)
  const { get } = await startService(t, url.replace('http:', 'https:'))
  const { status, body } = await get('/accounts?source=tenant')
  t.equal(status, 502)
  t.match(body, { type: '/problems/upstream-unreachable', retryable: false, detail: /TLS/ })
  t.equal(asked, 0)
})

void t.test('https to an upstream that speaks http fails as TLS does', async (t) => {
  const { url } = await startUpstream(t, (_request, response) => response.end())
  const { get } = await startService(t, url.replace('http:', 'https:'))
  t.match(await get('/accounts?source=iam'), {
    status: 502,
    body: { type: '/problems/upstream-unreachable', detail: /TLS/ }
  })
})

void t.test('every error of the libraries is one of ours, and none shows its words', (t) => {
  for (const [code, slug] of [
    ['UND_ERR_CONNECT_TIMEOUT', 'upstream-timeout'],
    ['UND_ERR_HEADERS_TIMEOUT', 'upstream-timeout'],
    ['UND_ERR_BODY_TIMEOUT', 'upstream-timeout'],
    ['CERT_HAS_EXPIRED', 'upstream-unreachable'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'upstream-unreachable'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'upstream-unreachable'],
    ['ENOTFOUND', 'upstream-unreachable'],
    ['EAI_AGAIN', 'upstream-unreachable'],
    ['ECONNREFUSED', 'upstream-unreachable'],
    ['UND_ERR_SOCKET', 'upstream-unreachable'],
    ['HPE_INVALID_CONSTANT', 'upstream-response-invalid'],
    ['UND_ERR_HEADERS_OVERFLOW', 'upstream-response-invalid']
  ] as const) {
    const ours = mapUndiciError(Object.assign(new Error('10.1.2.3 said no'), { code }), false)
    t.ok(ours instanceof Failure && ours.slug === slug, code)
    t.notMatch(ours.message, '10.1.2.3')
  }
  const twice = new AggregateError([Object.assign(new Error('::1'), { code: 'ECONNREFUSED' })])
  t.match(mapUndiciError(twice, false), { slug: 'upstream-unreachable' })
  const defect = new TypeError('a defect')
  t.equal(mapUndiciError(defect, false), defect)
  t.end()
})
