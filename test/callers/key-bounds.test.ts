import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { hashOfKey } from '../../src/callers/api-key.ts'
import { bearer, withKeys } from '../support/keys.ts'
import { startSandbox, type Service } from '../support/service.ts'
import { until } from '../support/until.ts'

const dayMs = 86_400_000
const inDays = (days: number): string => new Date(Date.now() + days * dayMs).toISOString()

void t.test('a key with its own limit is counted by it', async (t) => {
  const { get } = await startSandbox(t, {
    environment: {
      ...withKeys(t, {
        'key-few': { rateLimit: 2 },
        'key-many': { rateLimit: { max: 7, windowMs: 5000 } },
        'key-plain': {}
      }),
      RATE_LIMIT_MAX: '4',
      RATE_LIMIT_WINDOW_MS: '30000'
    }
  })
  for (const [key, max, windowMs] of [
    ['key-few', 2, 30_000],
    ['key-many', 7, 5000],
    ['key-plain', 4, 30_000]
  ] as const) {
    for (let left = max - 1; left >= 0; left -= 1) {
      const { status, headers } = await get('/sources', bearer(key))
      t.equal(status, 200)
      t.equal(headers.get('ratelimit-policy'), `"default";q=${max};w=${windowMs / 1000}`)
      t.match(headers.get('ratelimit'), `"default";r=${left};`)
    }
    t.match(await get('/sources', bearer(key)), {
      status: 429,
      body: { detail: `more than ${max} requests in ${windowMs} ms` }
    })
  }
})

void t.test('a key is accepted until it expires', async (t) => {
  const { get } = await startSandbox(t, {
    environment: withKeys(t, {
      'key-future': { expiresAt: inDays(1) },
      'key-zone': { expiresAt: inDays(2).replace('Z', '+14:00') },
      'key-past': { expiresAt: inDays(-1) },
      'key-zone-past': { expiresAt: inDays(0.5).replace('Z', '+14:00') }
    })
  })
  for (const key of ['key-future', 'key-zone']) t.equal((await get('/sources', bearer(key))).status, 200, key)
  for (const key of ['key-past', 'key-zone-past']) {
    const { status, headers, body } = await get('/sources', bearer(key))
    t.match({ status, body }, { status: 401, body: { slug: 'unauthenticated', detail: 'the key has expired' } }, key)
    t.match(headers.get('www-authenticate'), /error="invalid_token"/)
  }
})

const content = (...keys: string[]): string =>
  JSON.stringify({ keys: keys.map((key) => ({ name: `of ${key}`, sha256: hashOfKey(key) })) })

/** A service whose key file `path` contains `key-old`, and a function that waits for the status of a key. */
async function startWith(t: Test, path: string) {
  const service = await startSandbox(t, { environment: { AUTH_MODE: 'api-key', API_KEYS_FILE: path } })
  const answers = (key: string, status: number) =>
    until(async () => (await service.get('/sources', bearer(key))).status === status)
  await answers('key-old', 200)
  return { service, answers }
}

const linesOf = ({ log }: Service, text: string): number => log().split(text).length - 1

void t.test('a changed key file applies without a restart, however it is changed', async (t) => {
  await t.test('written in place', async (t) => {
    const path = `${t.testdir({ 'keys.json': content('key-old') })}/keys.json`
    const { service, answers } = await startWith(t, path)
    writeFileSync(path, content('key-new'))
    await Promise.all([answers('key-new', 200), answers('key-old', 401)])
    writeFileSync(path, content('key-old', 'key-new'))
    await Promise.all([answers('key-new', 200), answers('key-old', 200)])
    t.equal(linesOf(service, 'new keys loaded'), 2)
  })

  await t.test('replaced by a rename', async (t) => {
    const folder = t.testdir({ 'keys.json': content('key-old') })
    const { answers } = await startWith(t, `${folder}/keys.json`)
    writeFileSync(`${folder}/next.json`, content('key-new'))
    renameSync(`${folder}/next.json`, `${folder}/keys.json`)
    await Promise.all([answers('key-new', 200), answers('key-old', 401)])
  })

  await t.test('in a folder whose symbolic link is swapped, as Kubernetes does', async (t) => {
    const folder = t.testdir({ '..one': { 'keys.json': content('key-old') } })
    symlinkSync('..one', `${folder}/..data`)
    symlinkSync('..data/keys.json', `${folder}/keys.json`)
    const { answers } = await startWith(t, `${folder}/keys.json`)
    mkdirSync(`${folder}/..two`)
    writeFileSync(`${folder}/..two/keys.json`, content('key-new'))
    symlinkSync('..two', `${folder}/..data_tmp`)
    renameSync(`${folder}/..data_tmp`, `${folder}/..data`)
    rmSync(`${folder}/..one`, { recursive: true })
    await Promise.all([answers('key-new', 200), answers('key-old', 401)])
  })
})

void t.test('a key file that becomes invalid is ignored with a log line, and the keys stay', async (t) => {
  const path = `${t.testdir({ 'keys.json': content('key-old') })}/keys.json`
  const { service, answers } = await startWith(t, path)
  const ways: readonly (readonly [() => void, string])[] = [
    [() => writeFileSync(path, content('key-new').slice(0, -5)), 'is not JSON'],
    [() => writeFileSync(path, '{"keys":[]}'), 'keys must have at least one item'],
    [() => writeFileSync(path, content('key-new', 'key-new')), 'keys/1/name is duplicated'],
    [() => rmSync(path), 'cannot be read']
  ]
  for (const [index, [change, reason]] of ways.entries()) {
    change()
    await until(() => linesOf(service, 'is invalid: keeping the previous keys') === index + 1)
    t.match(service.log(), reason)
    await Promise.all([answers('key-old', 200), answers('key-new', 401)])
  }
  t.notMatch(service.log(), hashOfKey('key-new'))
  writeFileSync(path, content('key-new'))
  await Promise.all([answers('key-new', 200), answers('key-old', 401)])
})
