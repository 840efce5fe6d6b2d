import { Writable } from 'node:stream'
import t from 'tap'
import { hashOfKey } from '../../src/callers/api-key.ts'
import { createLogger } from '../../src/observability/logger.ts'
import { bearer, withKeys } from '../support/keys.ts'
import { holdsNone, wholeAnswer } from '../support/secrets.ts'
import { startSandbox } from '../support/service.ts'

const needed = 'Bearer realm="rollcall"'
const rejected = `${needed}, error="invalid_token"`
const path = '/accounts?source=tenant'

void t.test('with AUTH_MODE=api-key', async (t) => {
  const environment = withKeys(t, {
    'plover-key': {},
    'dunlin-key': { rights: ['accounts:export'] },
    'both+/=': { rights: ['accounts:read', 'accounts:export'] }
  })
  const { get, url, simulator, log } = await startSandbox(t, { environment })

  for (const [how, headers] of Object.entries({
    'as a bearer': bearer('plover-key'),
    'as a bearer in any case': { authorization: 'bEARER   plover-key' },
    'in X-Api-Key': { 'x-api-key': 'plover-key' },
    'in both headers': { ...bearer('plover-key'), 'x-api-key': 'plover-key' },
    'in X-Api-Key beside another scheme': { authorization: 'Basic d2ViOndlYg==', 'x-api-key': 'plover-key' },
    'with every character that a key may have': bearer('both+/=')
  })) {
    await t.test(`a valid key is accepted, ${how}`, async (t) => {
      t.equal((await get(path, headers)).status, 200)
    })
  }

  for (const [what, headers] of Object.entries({
    'no credentials': {},
    'another scheme': { authorization: 'Basic d2ViOndlYg==' },
    'a key without its scheme': { authorization: 'plover-key' },
    'a scheme that begins like the right one': { authorization: 'Bearers plover-key' }
  })) {
    await t.test(`${what}: 401 with the required credentials`, async (t) => {
      const { status, headers: answered, body } = await get(path, headers)
      t.match({ status, body }, { status: 401, body: { type: '/problems/unauthenticated', retryable: false } })
      t.equal(answered.get('www-authenticate'), needed)
    })
  }

  for (const [what, headers] of Object.entries({
    'an unknown key': bearer('nobody'),
    'a key with its last character changed': bearer('plover-kez'),
    'a key and one character more': bearer('plover-keyy'),
    'a key in capitals': bearer('PLOVER-KEY'),
    'the hash of a key': bearer(hashOfKey('plover-key')),
    'nothing after the scheme': { authorization: 'Bearer' },
    'an empty key': { 'x-api-key': '' },
    'two keys in one header': bearer('plover-key dunlin-key'),
    'the same key twice': { 'x-api-key': 'plover-key, plover-key' },
    'two keys that are known, one in each header': { ...bearer('plover-key'), 'x-api-key': 'dunlin-key' },
    'a good key beside an empty bearer': { authorization: 'Bearer ', 'x-api-key': 'plover-key' },
    'a key of 8193 characters': { 'x-api-key': 'k'.repeat(8193) },
    'a key with a character that none has': { 'x-api-key': 'plover\u00fckey' }
  })) {
    await t.test(`${what}: 401 with invalid_token`, async (t) => {
      const { status, headers: answered, body } = await get(path, headers)
      t.match({ status, body }, { status: 401, body: { type: '/problems/unauthenticated' } })
      t.equal(answered.get('www-authenticate'), rejected)
    })
  }

  await t.test('a key that is too long is refused for its length', async (t) => {
    t.match((await get(path, { 'x-api-key': 'k'.repeat(8193) })).body.detail, '8192')
    t.notMatch((await get(path, { 'x-api-key': 'k'.repeat(8192) })).body.detail, '8192')
  })

  await t.test('a key without rights may read, but not export', async (t) => {
    const { status, headers, body } = await get('/accounts/export', bearer('plover-key'))
    t.match({ status, body }, { status: 403, body: { type: '/problems/forbidden', detail: /accounts:export/ } })
    t.equal(headers.get('www-authenticate'), `${needed}, error="insufficient_scope", scope="accounts:export"`)
    t.equal((await fetch(`${url}/accounts/export?source=iam`, { headers: bearer('dunlin-key') })).status, 200)
    t.equal((await get(path, bearer('dunlin-key'))).status, 403)
  })

  await t.test('unknown paths, other methods and overlong targets are refused before authentication', async (t) => {
    t.equal((await get('/nothing-here')).status, 404)
    t.equal((await get('/nothing-here', bearer('nobody'))).status, 404)
    const deleted = await fetch(url + path, { method: 'DELETE' })
    t.equal(deleted.status, 405)
    t.equal(deleted.headers.get('allow'), 'GET, HEAD')
    t.equal((await get(`/accounts?q=${'x'.repeat(9000)}`)).status, 414)
  })

  await t.test('a preflight needs no credentials', async (t) => {
    const CORS_ORIGINS = 'https://app.example.com'
    const { url, get } = await startSandbox(t, { environment: { ...environment, CORS_ORIGINS } })
    const headers = { origin: CORS_ORIGINS, 'access-control-request-method': 'GET' }
    t.equal((await fetch(url + path, { method: 'OPTIONS', headers })).status, 204)
    t.equal((await fetch(`${url}/nothing-here`, { method: 'OPTIONS' })).status, 404)
    const refused = await get(path, { origin: CORS_ORIGINS })
    t.equal(refused.status, 401)
    t.equal(refused.headers.get('access-control-allow-origin'), CORS_ORIGINS)
  })

  await t.test('a refused caller reaches no upstream', async (t) => {
    simulator.calls.length = 0
    await get(path)
    await get(path, bearer('nobody'))
    await get('/accounts/export', bearer('plover-key'))
    t.equal(simulator.calls.length, 0)
  })

  await t.test('no answer, log line or upstream call contains a key', async (t) => {
    const secrets = ['plover-key', 'dunlin-key', 'sanderling-key', hashOfKey('plover-key')]
    for (const target of [
      path,
      '/accounts/lookup?phone=10000000001',
      '/accounts/export',
      '/nothing-here',
      '/accounts?x=1'
    ]) {
      for (const key of secrets) {
        holdsNone(t, await wholeAnswer({ url }, target, bearer(key)), secrets, target)
        holdsNone(t, await wholeAnswer({ url }, target, { 'x-api-key': key }), secrets, target)
      }
    }
    holdsNone(t, log(), secrets, 'the log')
    t.ok(simulator.calls.length > 0)
    holdsNone(t, JSON.stringify(simulator.calls), secrets, 'the upstreams')
  })
})

void t.test('the logger removes fields that could contain a credential', (t) => {
  let lines = ''
  const output = new Writable({
    write(chunk, _encoding, done) {
      lines += String(chunk)
      done()
    }
  })
  const logger = createLogger('info', output, [])
  for (const name of ['authorization', 'x-api-key', 'apiKey', 'key', 'credential', 'token']) {
    logger.info({ requestId: 'r', deeper: { [name]: 'plover-key' }, [name]: 'plover-key' }, 'event')
  }
  t.equal(lines.trimEnd().split('\n').length, 6)
  holdsNone(t, lines, ['plover-key'], 'the log')
  t.end()
})
