import t from 'tap'
import { ConfigInvalid, readConfig, type Environment } from '../../src/config/config.ts'
import { registry } from '../../src/sources/registry.ts'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'

const base = sandboxSettings('http://127.0.0.1:1')
const sha256 = 'ab'.repeat(32)
const another = 'cd'.repeat(32)
const jwt = {
  JWT_ISSUER: 'https://issuer.example',
  JWT_AUDIENCE: 'rollcall',
  JWT_JWKS_URL: 'https://issuer.example/keys'
}

function mistakesOf(environment: Environment): readonly string[] {
  try {
    readConfig({ ...base, ...environment }, registry)
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.mistakes
    throw error
  }
  return []
}

void t.test('API_KEYS_FILE defines callers, their sources and their rights', (t) => {
  const keys = [
    { name: 'web', sha256 },
    { name: 'report', sha256: another.toUpperCase(), sources: ['tenant', 'identity'], rights: ['accounts:export'] }
  ]
  const folder = t.testdir({ 'keys.json': JSON.stringify({ keys }) })
  const { auth } = readConfig({ ...base, AUTH_MODE: 'api-key', API_KEYS_FILE: `${folder}/keys.json` }, registry)
  t.match(auth, { mode: 'api-key' })
  const { keys: read } = 'keys' in auth ? auth : { keys: [] }
  const unbounded = { rateLimit: null, expiresAt: null }
  t.strictSame(read, [
    { sha256, caller: { name: 'web', sources: null, rights: ['accounts:read'], ...unbounded } },
    {
      sha256: another.toUpperCase(),
      caller: { name: 'report', sources: ['tenant', 'identity'], rights: ['accounts:export'], ...unbounded }
    }
  ])
  t.end()
})

void t.test('an invalid key file stops the start, with the place of each mistake and without its value', (t) => {
  const entry = { name: 'web', sha256 }
  const files: Readonly<Record<string, readonly [content: unknown, mistakes: readonly RegExp[]]>> = {
    'no object': [[], [/^API_KEYS_FILE: it must be a JSON object$/]],
    'no keys': [{}, [/^API_KEYS_FILE: keys is missing$/]],
    'an empty list': [{ keys: [] }, [/^API_KEYS_FILE: keys must have at least one item$/]],
    'another member': [{ keys: [entry], kestrel: 1 }, [/^API_KEYS_FILE: kestrel is not known$/]],
    'another member of a key': [
      { keys: [entry, { ...entry, key: 'kestrel' }] },
      [/^API_KEYS_FILE: keys\/1\/key is not known$/]
    ],
    'no name': [{ keys: [{ sha256 }] }, [/^API_KEYS_FILE: keys\/0\/name is missing$/]],
    'an empty name': [{ keys: [{ name: '', sha256 }] }, [/keys\/0\/name must not be empty/]],
    'a blank name': [{ keys: [{ name: ' ', sha256 }] }, [/keys\/0\/name must not be empty or blank/]],
    'a name twice': [
      { keys: [entry, { name: 'web', sha256: another }] },
      [/^API_KEYS_FILE: keys\/1\/name is duplicated$/]
    ],
    'a hash twice': [
      { keys: [entry, { name: 'report', sha256: sha256.toUpperCase() }] },
      [/^API_KEYS_FILE: keys\/1\/sha256 is duplicated$/]
    ],
    'a key in place of its hash': [
      { keys: [{ name: 'web', sha256: 'kestrel' }] },
      [/keys\/0\/sha256 must be the SHA-256/]
    ],
    'a hash too long': [{ keys: [{ name: 'web', sha256: `${sha256}ab` }] }, [/keys\/0\/sha256 must be the SHA-256/]],
    'a source that does not exist': [
      { keys: [{ ...entry, sources: ['tenant', 'kestrel'] }] },
      [/keys\/0\/sources\/1 must be/]
    ],
    'one source as text': [{ keys: [{ ...entry, sources: 'tenant' }] }, [/keys\/0\/sources must be a list/]],
    'a right that does not exist': [{ keys: [{ ...entry, rights: ['kestrel'] }] }, [/keys\/0\/rights\/0 must be/]],
    'a limit of none': [{ keys: [{ ...entry, rateLimit: 0 }] }, [/keys\/0\/rateLimit must be >= 1/]],
    'a limit as text': [
      { keys: [{ ...entry, rateLimit: '5' }] },
      [/keys\/0\/rateLimit must be a whole number or a JSON object/]
    ],
    'a limit without its number': [
      { keys: [{ ...entry, rateLimit: { windowMs: 5000 } }] },
      [/keys\/0\/rateLimit\/max is missing/]
    ],
    'a window too short': [
      { keys: [{ ...entry, rateLimit: { max: 5, windowMs: 5 } }] },
      [/keys\/0\/rateLimit\/windowMs must be >= 1000/]
    ],
    'an end that is a day': [
      { keys: [{ ...entry, expiresAt: '2027-01-31' }] },
      [/keys\/0\/expiresAt must be a date and time/]
    ],
    'an end without a zone': [
      { keys: [{ ...entry, expiresAt: '2027-01-31T00:00:00' }] },
      [/keys\/0\/expiresAt must be a date and time/]
    ],
    'an end that no calendar has': [
      { keys: [{ ...entry, expiresAt: '2027-02-30T00:00:00Z' }] },
      [/keys\/0\/expiresAt must be a date and time/]
    ],
    'two mistakes': [{ keys: [{ name: 1, sha256: 2 }] }, [/keys\/0\/name/, /keys\/0\/sha256/]]
  }
  for (const [what, [content, expected]] of Object.entries(files)) {
    const folder = t.testdir({ 'keys.json': JSON.stringify(content) })
    const mistakes = mistakesOf({ AUTH_MODE: 'api-key', API_KEYS_FILE: `${folder}/keys.json` })
    t.match(mistakes, expected, what)
    t.equal(mistakes.length, expected.length, what)
    if (what !== 'another member') t.notMatch(mistakes.join(), 'kestrel')
  }
  t.end()
})

void t.test('a key file with a duplicated member stops the start', (t) => {
  const texts: Readonly<Record<string, string>> = {
    [`{"keys":[{"name":"web","sha256":"${sha256}","sources":["tenant"],"sources":["iam"]}]}`]: 'keys/0/sources',
    [`{"keys":[{"name":"heron","n\\u0061me":"web","sha256":"${sha256}"}]}`]: 'keys/0/name',
    [`{"keys":[],"keys":[{"name":"heron","sha256":"${sha256}"}]}`]: 'keys'
  }
  for (const [text, place] of Object.entries(texts)) {
    const folder = t.testdir({ 'keys.json': text })
    t.strictSame(mistakesOf({ AUTH_MODE: 'api-key', API_KEYS_FILE: `${folder}/keys.json` }), [
      `API_KEYS_FILE: ${place} is duplicated`
    ])
  }
  t.end()
})

void t.test('a key file that is missing or not JSON stops the start', (t) => {
  const folder = t.testdir({ 'keys.json': 'heron' })
  t.strictSame(mistakesOf({ AUTH_MODE: 'api-key' }), ['API_KEYS_FILE is missing'])
  t.strictSame(mistakesOf({ AUTH_MODE: 'api-key', API_KEYS_FILE: `${folder}/none` }), [
    'API_KEYS_FILE names a file that does not exist (ENOENT)'
  ])
  t.strictSame(mistakesOf({ AUTH_MODE: 'api-key', API_KEYS_FILE: `${folder}/keys.json` }), [
    'API_KEYS_FILE: is not JSON'
  ])
  t.end()
})

void t.test('AUTH_MODE=jwt requires issuer, audience and JWKS URL', (t) => {
  t.strictSame(mistakesOf({ AUTH_MODE: 'jwt' }), [
    'JWT_ISSUER is missing',
    'JWT_AUDIENCE is missing',
    'JWT_JWKS_URL is missing'
  ])
  for (const JWT_JWKS_URL of [
    'issuer.example/keys',
    'ftp://issuer.example/',
    'https://heron@h/',
    'https://:heron@h/'
  ]) {
    t.strictSame(mistakesOf({ AUTH_MODE: 'jwt', ...jwt, JWT_JWKS_URL }), [
      'JWT_JWKS_URL must be an http or https URL without credentials'
    ])
  }
  const { auth } = readConfig({ ...base, AUTH_MODE: 'jwt', ...jwt }, registry)
  t.strictSame(auth, {
    mode: 'jwt',
    tokens: {
      issuer: 'https://issuer.example',
      audience: 'rollcall',
      jwksUrl: 'https://issuer.example/keys',
      sourcesClaim: 'rollcall_sources',
      clockToleranceSeconds: 5,
      proxy: null
    }
  })
  t.end()
})

void t.test('settings for callers without AUTH_MODE stop the start', (t) => {
  t.strictSame(mistakesOf({ API_KEYS_FILE: 'keys.json' }), ['API_KEYS_FILE is set, but AUTH_MODE is not api-key'])
  t.strictSame(mistakesOf(jwt), [
    'JWT_ISSUER is set, but AUTH_MODE is not jwt',
    'JWT_AUDIENCE is set, but AUTH_MODE is not jwt',
    'JWT_JWKS_URL is set, but AUTH_MODE is not jwt'
  ])
  t.strictSame(mistakesOf({ AUTH_MODE: 'none', API_KEYS_FILE: 'keys.json', ...jwt }), [], 'unless it is said')
  t.end()
})
