import { generateKeyPairSync } from 'node:crypto'
import t from 'tap'
import { passTime } from '../support/clock.ts'
import { audience, secondsFromNow, startIssuer, type Claims } from '../support/issuer.ts'
import { bearer } from '../support/keys.ts'
import { holdsNone, wholeAnswer } from '../support/secrets.ts'
import { startSandbox } from '../support/service.ts'
import { until } from '../support/until.ts'

const path = '/accounts?source=tenant'
const rejected = 'Bearer realm="rollcall", error="invalid_token"'

for (const algorithm of ['RS256', 'PS384', 'ES256', 'ES512', 'EdDSA']) {
  void t.test(`a valid token is accepted: ${algorithm}`, async (t) => {
    const { environment, sign } = await startIssuer(t, algorithm)
    const { get } = await startSandbox(t, { environment })
    t.equal((await get(path, bearer(await sign()))).status, 200)
  })
}

void t.test('with AUTH_MODE=jwt', async (t) => {
  const { environment, sign, unsigned, signedWithPublicKey, fetches } = await startIssuer(t)
  const { get, url, log, simulator } = await startSandbox(t, { environment })
  const other = await startIssuer(t)
  const good = await sign()
  const [header = '', payload = '', signature = ''] = good.split('.')
  const asked = async (claims: Claims): Promise<number> => (await get(path, bearer(await sign(claims)))).status

  const bad: Record<string, string> = {
    'a token that has expired': await sign({ exp: secondsFromNow(-60) }),
    'a token without an end': await sign({ exp: undefined }),
    'a token that is not valid yet': await sign({ nbf: secondsFromNow(60) }),
    'a token for another audience': await sign({ aud: 'another' }),
    'a token for no audience': await sign({ aud: undefined }),
    'a token of another issuer': await sign({ iss: 'https://another.example' }),
    'a token of no issuer': await sign({ iss: undefined }),
    'a token that another key signed': await other.sign(),
    'a token without signature, alg none': unsigned(),
    'a token without its signature': `${header}.${payload}.`,
    'a token that was changed': `${header}.${payload.slice(0, -1)}.${signature}`,
    'a token signed with the public key as a secret': await signedWithPublicKey(),
    'a token whose scope is a number': await sign({ scope: 1 }),
    'a token whose scope is not a list of texts': await sign({ scope: ['accounts:read', 1] }),
    'a token whose scp is an object': await sign({ scp: { 'accounts:read': true } }),
    'a token whose sources are one text': await sign({ rollcall_sources: 'tenant' }),
    'a token whose sources are not texts': await sign({ rollcall_sources: ['tenant', 1] }),
    'a token whose sources are null': await sign({ rollcall_sources: null }),
    'no token at all': 'nobody',
    'a token of 9000 characters': await sign({ padding: 'x'.repeat(6500) })
  }
  for (const [what, token] of Object.entries(bad)) {
    await t.test(`${what}: 401 with invalid_token`, async (t) => {
      const { status, headers, body } = await get(path, bearer(token))
      t.match({ status, body }, { status: 401, body: { type: '/problems/unauthenticated', retryable: false } })
      t.equal(headers.get('www-authenticate'), rejected)
    })
  }

  await t.test('the owner of a token learns why it is invalid', async (t) => {
    t.match((await get(path, bearer(await sign({ exp: secondsFromNow(-60) })))).body.detail, 'expired')
    t.match((await get(path, bearer(await sign({ aud: 'another' })))).body.detail, 'aud')
    t.match((await get(path, bearer(unsigned()))).body.detail, 'signed')
  })

  await t.test('X-Api-Key is ignored', async (t) => {
    const { status, headers } = await get(path, { 'x-api-key': good })
    t.equal(status, 401)
    t.equal(headers.get('www-authenticate'), 'Bearer realm="rollcall"')
    t.equal((await get(path, { ...bearer(good), 'x-api-key': 'another' })).status, 200)
  })

  await t.test('clocks may differ by five seconds', async (t) => {
    t.equal(await asked({ nbf: secondsFromNow(3) }), 200)
    t.equal(await asked({ iat: secondsFromNow(3) }), 200)
    t.equal(await asked({ exp: secondsFromNow(-1) }), 200)
    t.equal(await asked({ nbf: secondsFromNow(30) }), 401)
    t.equal(await asked({ exp: secondsFromNow(-6) }), 401)
  })

  await t.test('a token without a subject is counted by address', async (t) => {
    t.equal(await asked({ sub: undefined }), 200)
    t.equal(await asked({ sub: '' }), 200)
  })

  await t.test('several audiences including ours are accepted', async (t) => {
    t.equal(await asked({ aud: ['another', audience] }), 200)
  })

  await t.test("a client's token without sub has client_id or azp as its caller", async (t) => {
    t.equal(await asked({ sub: undefined, client_id: 'web' }), 200)
    t.equal(await asked({ sub: undefined, azp: 'web' }), 200)
  })

  await t.test('rights come from scope, and other words in it are ignored', async (t) => {
    t.equal(await asked({ scope: 'openid accounts:read profile' }), 200)
    t.equal(await asked({ scope: 'openid accounts:readers' }), 403)
    t.equal(await asked({ scope: undefined }), 403)
    const reader = bearer(await sign({ scope: 'accounts:read' }))
    t.match(await get('/accounts/export', reader), { status: 403, body: { type: '/problems/forbidden' } })
  })

  await t.test('rights may be a list, and in scp', async (t) => {
    const none = { scope: undefined }
    t.equal(await asked({ scope: ['openid', 'accounts:read'] }), 200)
    t.equal(await asked({ scope: ['openid accounts:read'] }), 200)
    t.equal(await asked({ ...none, scp: 'openid accounts:read' }), 200)
    t.equal(await asked({ ...none, scp: ['accounts:read'] }), 200)
    t.equal(await asked({ scope: 'openid', scp: ['accounts:read'] }), 200)
    t.equal(await asked({ scope: [] }), 403)
    t.equal(await asked({ ...none, scp: ['accounts:export'] }), 403)
  })

  await t.test('sources are exactly those of their claim', async (t) => {
    const own = bearer(await sign({ rollcall_sources: ['iam', 'unheard-of'] }))
    t.match(await get(path, own), { status: 403, body: { type: '/problems/forbidden', source: 'tenant' } })
    const { body } = await get('/accounts', own)
    t.strictSame(
      body.sources.map(({ source }) => source),
      ['iam']
    )
    t.equal(await asked({ rollcall_sources: [] }), 403)
  })

  await t.test('no answer, log line or upstream call contains a token', async (t) => {
    const secrets = [good, signature, ...Object.values(bad).filter((token) => token.length > 20)]
    for (const token of [good, ...Object.values(bad)]) {
      holdsNone(t, await wholeAnswer({ url }, path, bearer(token)), secrets, 'the answer')
    }
    holdsNone(t, log(), secrets, 'the log')
    t.ok(simulator.calls.length > 0)
    holdsNone(t, JSON.stringify(simulator.calls), secrets, 'the upstreams')
  })

  t.equal(fetches(), 1, 'all that took the keys once')
})

void t.test('JWT_SOURCES_CLAIM names another claim', async (t) => {
  const { environment, sign } = await startIssuer(t)
  const claim = 'https://example.com/sources'
  const { get } = await startSandbox(t, { environment: { ...environment, JWT_SOURCES_CLAIM: claim } })
  t.equal((await get(path, bearer(await sign({ [claim]: ['iam'] })))).status, 403)
  t.equal((await get(path, bearer(await sign({ rollcall_sources: ['iam'] })))).status, 200)
})

void t.test('JWT_CLOCK_TOLERANCE_S sets the accepted clock difference', async (t) => {
  const { environment, sign } = await startIssuer(t)
  const statusOf = async (seconds: string, claims: Claims): Promise<number> => {
    const { get } = await startSandbox(t, { environment: { ...environment, JWT_CLOCK_TOLERANCE_S: seconds } })
    return (await get(path, bearer(await sign(claims)))).status
  }
  t.equal(await statusOf('300', { nbf: secondsFromNow(120) }), 200)
  t.equal(await statusOf('300', { exp: secondsFromNow(-120) }), 200)
  t.equal(await statusOf('0', { exp: secondsFromNow(-1) }), 401)
})

void t.test('when the issuer changes its key', async (t) => {
  const pass = passTime(t)
  const { environment, sign, rotate, fetches } = await startIssuer(t)
  const { get } = await startSandbox(t, { environment })
  const old = bearer(await sign())
  t.equal((await get(path, old)).status, 200)
  await rotate()
  const renewed = bearer(await sign())

  t.equal((await get(path, renewed)).status, 401, 'tokens with made-up keys cannot have the keys fetched all the time')
  t.equal((await get(path, old)).status, 200, 'and the old key still is what is known')
  t.equal(fetches(), 1)

  pass(1100)
  t.equal((await get(path, renewed)).status, 200, 'a second later the new key is fetched')
  t.equal((await get(path, old)).status, 401, 'and the old one is forgotten')
  t.equal(fetches(), 2)
})

void t.test('while the issuer’s keys are unavailable', async (t) => {
  const pass = passTime(t)
  const { environment, sign, publish, fetches } = await startIssuer(t)
  const { get, log } = await startSandbox(t, { environment })
  const token = await sign({ sub: 'sanderling' })

  const answers = {
    'the issuer fails': { status: 500, body: 'no' },
    'the issuer sends something else': { status: 200, body: '<html>' },
    'the issuer sends no keys': { status: 200, body: '{"jwks":[]}' }
  }
  for (const [what, answer] of Object.entries(answers)) {
    await t.test(`${what}: 503, not 401`, async (t) => {
      publish(answer)
      const before = fetches()
      const { status, headers, body } = await get(path, bearer(token))
      t.match({ status, body }, { status: 503, body: { type: '/problems/overloaded', retryable: true } })
      t.match(body.detail, /keys/)
      t.equal(headers.get('retry-after'), '5')
      t.equal(headers.get('www-authenticate'), null)
      t.equal((await get(path, bearer(token))).status, 503)
      t.equal(fetches(), before + 1, 'and is not asked again for a while')
      pass(5000)
    })
  }

  await t.test('it is logged without the caller', (t) => {
    t.match(log(), /"level":40,[^\n]*"requestId"[^\n]*callers cannot be authenticated/)
    holdsNone(t, log(), ['sanderling', token], 'the log')
    t.end()
  })

  await t.test('open routes are answered without fetching keys', async (t) => {
    const before = fetches()
    for (const open of ['/livez', '/readyz', '/problems', '/openapi.json']) {
      t.equal((await get(open, bearer(token))).status, 200)
    }
    t.equal(fetches(), before)
  })

  await t.test('a request without a token still gets 401', async (t) => {
    t.equal((await get(path)).status, 401)
  })

  await t.test('once the keys are available again, tokens are accepted', async (t) => {
    publish(null)
    t.equal((await get(path, bearer(token))).status, 200)
  })
})

void t.test('with known keys, an unavailable issuer causes errors only after an hour', async (t) => {
  const pass = passTime(t)
  const { environment, sign, publish, fetches, rotate } = await startIssuer(t)
  const { get } = await startSandbox(t, { environment })
  const token = bearer(await sign({ exp: secondsFromNow(86_400) }))
  t.equal((await get(path, token)).status, 200)

  publish({ status: 500, body: 'no' })
  pass(600_000)
  t.equal((await get(path, token)).status, 200, 'keys that are old are still used')
  await until(() => fetches() === 2)
  t.equal((await get(path, token)).status, 200)
  t.equal(fetches(), 2, 'and a fetch that failed is not tried again at once')
  const madeUp = bearer(
    (await sign()).replace(/^[^.]+/, Buffer.from('{"alg":"ES256","kid":"x"}').toString('base64url'))
  )
  t.equal((await get(path, madeUp)).status, 503, 'it is unknown whether there is such a key')

  publish(null)
  pass(5000)
  t.equal((await get(path, token)).status, 200)
  await until(() => fetches() === 3)
  t.equal((await get(path, madeUp)).status, 401, 'now it is known that there is none')
  await rotate()
  pass(600_000)
  t.equal((await get(path, token)).status, 200)
  await until(async () => (await get(path, token)).status === 401)
  t.equal(fetches(), 4, 'a key that was withdrawn is forgotten with the next fetch')

  publish({ status: 500, body: 'no' })
  pass(3_600_000)
  t.equal((await get(path, bearer(await sign()))).status, 503)
})

void t.test('with an unresponsive JWKS URL or an unusable key', async (t) => {
  const { environment, sign, publish } = await startIssuer(t)
  const deserted = await startSandbox(t, { environment: { ...environment, JWT_JWKS_URL: 'http://127.0.0.1:1/keys' } })
  t.match(await deserted.get(path, bearer(await sign())), { status: 503, body: { type: '/problems/overloaded' } })

  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  publish({ status: 200, body: JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'weak' }] }) })
  const { get } = await startSandbox(t, { environment })
  const header = Buffer.from('{"alg":"RS256","kid":"weak"}').toString('base64url')
  t.match(await get(path, bearer(`${header}.e30.AA`)), { status: 503, body: { type: '/problems/overloaded' } })
})
