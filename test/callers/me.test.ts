import t from 'tap'
import { secondsFromNow, startIssuer } from '../support/issuer.ts'
import { bearer, withKeys } from '../support/keys.ts'
import { startSandbox } from '../support/service.ts'

const five = ['tenant', 'scope', 'industry', 'iam', 'identity']
const both = ['accounts:read', 'accounts:export']
const limits = { RATE_LIMIT_MAX: '70', RATE_LIMIT_WINDOW_MS: '20000' }
const shared = { max: 70, windowMs: 20_000 }

void t.test('GET /me without authentication: all sources and rights', async (t) => {
  const { get } = await startSandbox(t, { environment: limits })
  const { status, headers, body } = await get('/me')
  t.equal(status, 200)
  t.equal(headers.get('cache-control'), 'private, no-store')
  t.match(headers.get('ratelimit'), /r=69/)
  t.strictSame(body, { name: null, sources: five, rights: both, rateLimit: shared, expiresAt: null })
  t.match(await get('/me?verbose=1'), { status: 400, body: { slug: 'invalid-request' } })
})

void t.test('GET /me of a key: its entry and the defaults', async (t) => {
  const { get } = await startSandbox(t, {
    environment: {
      ...withKeys(t, {
        plain: {},
        bounded: {
          sources: ['iam', 'tenant'],
          rights: ['accounts:export'],
          rateLimit: { max: 9, windowMs: 4000 },
          expiresAt: '2099-01-31T08:00:00+08:00'
        },
        short: { rateLimit: 3 }
      }),
      ...limits,
      SOURCES: 'tenant,scope,identity'
    }
  })
  const enabled = ['tenant', 'scope', 'identity']
  for (const [key, me] of Object.entries({
    plain: { name: 'of plain', sources: enabled, rights: ['accounts:read'], rateLimit: shared, expiresAt: null },
    bounded: {
      name: 'of bounded',
      sources: ['tenant'],
      rights: ['accounts:export'],
      rateLimit: { max: 9, windowMs: 4000 },
      expiresAt: '2099-01-31T08:00:00+08:00'
    },
    short: {
      name: 'of short',
      sources: enabled,
      rights: ['accounts:read'],
      rateLimit: { max: 3, windowMs: 20_000 },
      expiresAt: null
    }
  })) {
    t.strictSame((await get('/me', bearer(key))).body, me, key)
  }
  t.match(await get('/me'), { status: 401 })
  t.match(await get('/me', bearer('nobody')), { status: 401 })
})

void t.test('GET /me of a token: subject, claims and expiry', async (t) => {
  const issuer = await startIssuer(t)
  const { get } = await startSandbox(t, { environment: { ...issuer.environment, ...limits } })
  for (const [claims, me] of [
    [
      { sub: 'emma', scope: 'accounts:read', rollcall_sources: ['scope'] },
      { name: 'emma', sources: ['scope'], rights: ['accounts:read'] }
    ],
    [
      { sub: 'job', scope: both.join(' ') },
      { name: 'job', sources: five, rights: both }
    ],
    [
      { sub: undefined, scope: '' },
      { name: null, sources: five, rights: [] }
    ]
  ] as const) {
    const exp = secondsFromNow(600)
    const { status, body } = await get('/me', bearer(await issuer.sign({ ...claims, exp })))
    t.equal(status, 200)
    t.strictSame(body, { ...me, rateLimit: shared, expiresAt: new Date(exp * 1000).toISOString() })
  }
  const late = await get('/me', bearer(await issuer.sign({ sub: 'late', exp: 1e15 })))
  t.match(late, { status: 200, body: { expiresAt: null } })
})
