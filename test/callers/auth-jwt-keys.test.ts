import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose'
import { generateKeyPairSync } from 'node:crypto'
import t from 'tap'
import { passTime } from '../support/clock.ts'
import { claimsWith, secondsFromNow, startIssuer, type Claims } from '../support/issuer.ts'
import { bearer } from '../support/keys.ts'
import { startSandbox } from '../support/service.ts'

const path = '/accounts?source=tenant'

interface Signer {
  readonly jwk: JWK
  /** A valid token without `kid`, unless the header names one. */
  readonly sign: (header?: { readonly alg?: string; readonly kid?: string }, claims?: Claims) => Promise<string>
}

/** A published key with these members, and its tokens. */
async function signer(algorithm: string, members: JWK = {}): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true })
  return {
    jwk: { ...(await exportJWK(publicKey)), ...members },
    sign: (header = {}, claims = {}) =>
      new SignJWT(claimsWith(claims)).setProtectedHeader({ alg: algorithm, ...header }).sign(privateKey)
  }
}

function publication(...signers: readonly Pick<Signer, 'jwk'>[]) {
  return { status: 200, body: JSON.stringify({ keys: signers.map(({ jwk }) => jwk) }) }
}

const tooShort = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' })

for (const algorithm of ['RS256', 'PS384', 'ES256', 'ES512', 'EdDSA']) {
  void t.test(`token without kid, two keys published: each is tried (${algorithm})`, async (t) => {
    const first = await signer(algorithm, { kid: 'a', alg: algorithm, use: 'sig' })
    const second = await signer(algorithm, { kid: 'b', alg: algorithm, use: 'sig' })
    const unknown = await signer(algorithm)
    const { environment, publish } = await startIssuer(t)
    publish(publication(first, second))
    const { get } = await startSandbox(t, { environment })
    t.equal((await get(path, bearer(await first.sign()))).status, 200)
    t.equal((await get(path, bearer(await second.sign()))).status, 200)
    t.equal((await get(path, bearer(await unknown.sign()))).status, 401)
    t.equal((await get(path, bearer(await second.sign({ kid: 'b' })))).status, 200)
    t.equal((await get(path, bearer(await second.sign({ kid: 'a' })))).status, 401, 'a kid that is named counts')
    const expired = await get(path, bearer(await second.sign({}, { exp: secondsFromNow(-60) })))
    t.match([expired.status, expired.body.detail], [401, 'expired'])
  })
}

void t.test('token without kid: keys of several algorithms work side by side', async (t) => {
  const algorithms = ['RS256', 'ES256', 'ES384', 'EdDSA']
  const signers = await Promise.all([...algorithms, ...algorithms].map((algorithm) => signer(algorithm)))
  const { environment, publish } = await startIssuer(t)
  publish(publication(...signers))
  const { get } = await startSandbox(t, { environment })
  for (const { sign } of signers) t.equal((await get(path, bearer(await sign()))).status, 200)
})

void t.test('several keys with the same kid: each is tried', async (t) => {
  const signers = [await signer('RS256', { kid: 'a' }), await signer('RS256', { kid: 'a' })]
  const { environment, publish } = await startIssuer(t)
  publish(publication(...signers))
  const { get } = await startSandbox(t, { environment })
  for (const { sign } of signers) t.equal((await get(path, bearer(await sign({ kid: 'a' })))).status, 200)
})

void t.test('token without kid: an unusable published key does not affect the others', async (t) => {
  const good = await signer('RS256')
  const { environment, publish } = await startIssuer(t)
  publish(publication({ jwk: tooShort }, { jwk: { ...good.jwk, n: '!' } }, good))
  const { get } = await startSandbox(t, { environment })
  t.equal((await get(path, bearer(await good.sign()))).status, 200)
})

void t.test('token without kid of a new key: the keys are fetched again, max once a second', async (t) => {
  const pass = passTime(t)
  const [first, second, unknown] = [await signer('RS256'), await signer('RS256'), await signer('RS256')]
  const { environment, publish, fetches } = await startIssuer(t)
  const { get } = await startSandbox(t, { environment })
  publish(publication(first))
  t.equal((await get(path, bearer(await first.sign()))).status, 200)
  publish(publication(first, second))
  t.equal((await get(path, bearer(await second.sign()))).status, 401)
  pass(1000)
  t.equal((await get(path, bearer(await second.sign()))).status, 200)
  for (let time = 0; time < 3; time++) t.equal((await get(path, bearer(await unknown.sign()))).status, 401)
  t.equal(fetches(), 2)
  pass(1000)
  publish({ status: 500, body: 'no' })
  t.equal((await get(path, bearer(await unknown.sign()))).status, 503)
  t.equal((await get(path, bearer(await second.sign()))).status, 200, 'known keys stay in use')
})
