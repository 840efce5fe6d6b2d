import fastify from 'fastify'
import fc from 'fast-check'
import t from 'tap'
import { ConfigInvalid, readConfig, type Config, type Environment } from '../../src/config/config.ts'
import { readTrustProxy } from '../../src/config/read-addresses.ts'
import { identity } from '../../src/sources/iot-gateway/identity.ts'
import { registry } from '../../src/sources/registry.ts'

const gateway = {
  GATEWAY_BASE_URL: 'https://gateway.example',
  GATEWAY_APP_KEY: 'key',
  GATEWAY_APP_SECRET: 'very-secret'
}
const read = (environment: Environment): Config => readConfig(environment, registry)

function mistakesOf(environment: Environment, sources = registry): readonly string[] {
  try {
    readConfig(environment, sources)
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.mistakes
    throw error
  }
  return []
}

void t.test('defaults are as documented', (t) => {
  t.match(read({ ...gateway, IAM_BASE_URL: 'http://iam.example/base/' }), {
    host: '127.0.0.1',
    port: 3000,
    logLevel: 'info',
    trustProxy: false,
    shutdownTimeoutMs: 10_000,
    sources: ['tenant', 'scope', 'industry', 'iam', 'identity'],
    timeoutMs: { tenant: 3000, scope: 3000, industry: 6000, iam: 3000, identity: 3000 },
    maxPageSize: { tenant: 100, scope: 50, industry: 100, iam: 100 },
    upstreamConnections: 64,
    upstreamMaxBodyBytes: 8_388_608,
    upstreams: {
      gateway: { stage: 'RELEASE', industryAppId: null },
      iam: { accessToken: null, offsetUnit: 'row' }
    }
  })
  t.ok(Object.isFrozen(read(gateway)))
  t.end()
})

void t.test('a source is enabled if its settings are set', (t) => {
  t.same(read(gateway).sources, ['tenant', 'scope', 'industry', 'identity'])
  t.same(read({ IAM_BASE_URL: 'http://iam.example' }).sources, ['iam'])
  t.same(read({ ...gateway, SOURCES: ' scope,tenant ' }).sources, ['tenant', 'scope'])
  t.end()
})

void t.test('a second lookup source stops the start: only one is served', (t) => {
  const two = [...registry, { ...identity, id: 'people' }]
  const mistakesWith = (environment: Environment): readonly string[] => mistakesOf({ ...gateway, ...environment }, two)
  const mistake = 'only one lookup source can be enabled: name only one of identity, people in SOURCES'
  t.same(mistakesWith({}), [mistake])
  t.same(mistakesWith({ SOURCES: 'tenant,identity,people' }), [mistake])
  t.same(mistakesWith({ SOURCES: 'tenant,people' }), [])
  t.end()
})

void t.test('every mistake is listed at once, by name, without its value', (t) => {
  const mistakes = mistakesOf({
    PORT: 'eighty-secret',
    LOG_LEVEL: 'loud',
    GATEWAY_BASE_URL: 'ftp://user:pass@host-secret/',
    GATEWAY_APP_KEY: 'key',
    IAM_ACCESS_TOKEN: 'a;b-secret',
    IAM_OFFSET_UNIT: 'banana',
    SOURCES: 'tenant,nobody-secret',
    TENANT_TIMEOUT_MS: '-1',
    SCOPE_MAX_PAGE_SIZE: '1.5',
    TRUST_PROXY: 'not-an-address-secret',
    HOST: '0.0.0.0',
    UPSTREAM_MAX_BODY_BYTES: '268435457'
  })
  const names = mistakes
    .map((mistake) => mistake.split(' ', 1).join())
    .toSorted((left, right) => left.localeCompare(right))
  t.same(names, [
    'AUTH_MODE',
    'GATEWAY_APP_SECRET',
    'GATEWAY_BASE_URL',
    'IAM_ACCESS_TOKEN',
    'IAM_OFFSET_UNIT',
    'LOG_LEVEL',
    'PORT',
    'SCOPE_MAX_PAGE_SIZE',
    'SOURCES',
    'TENANT_TIMEOUT_MS',
    'TRUST_PROXY',
    'UPSTREAM_MAX_BODY_BYTES'
  ])
  t.notMatch(mistakes.join(), /secret"?|banana|loud|pass@/)
  t.end()
})

void t.test('a half-set group, a token alone, or no setting at all stops the start', (t) => {
  t.same(mistakesOf({ GATEWAY_BASE_URL: 'https://gateway.example' }), [
    'GATEWAY_APP_KEY is missing',
    'GATEWAY_APP_SECRET is missing'
  ])
  t.same(mistakesOf({ GATEWAY_APP_KEY: 'k', GATEWAY_APP_SECRET: 's' }), ['GATEWAY_BASE_URL is missing'])
  t.match(mistakesOf({ ...gateway, IAM_ACCESS_TOKEN: 'token' }), [/^IAM_BASE_URL is missing/])
  t.match(mistakesOf({}), [/^no source is configured/])
  t.match(mistakesOf({ GATEWAY_BASE_URL: '', PORT: '' }), [/^no source is configured/])
  for (const url of ['cache:6379', 'http://cache', 'redis://']) {
    t.same(mistakesOf({ ...gateway, REDIS_URL: url }), ['REDIS_URL must be a redis or rediss URL'])
  }
  for (const url of ['redis://cache/counts', 'redis://cache/1/2', 'rediss://cache/-1']) {
    t.match(mistakesOf({ ...gateway, REDIS_URL: url }), [/^REDIS_URL must name its database by a number/])
  }
  t.same(mistakesOf({ ...gateway, REDIS_URL: 'redis://user:password@cache:6379/1' }), [])
  for (const origins of [
    '*',
    'app.example.com',
    'https://a.example/',
    'https://a.example,null',
    'https://*.example.com',
    'https://*'
  ]) {
    t.match(mistakesOf({ ...gateway, CORS_ORIGINS: origins }), [/^CORS_ORIGINS must be a comma list of origins/])
  }
  t.same(mistakesOf({ ...gateway, PORT: '4000', ADMIN_PORT: '4000' }), ['ADMIN_PORT must not be PORT'])
  t.same(mistakesOf({ ...gateway, PORT: '0', ADMIN_PORT: '0' }), [])
  for (const url of ['gateway.example', 'https://h/?q=1', 'https://h/#x', 'https://u@h']) {
    t.match(mistakesOf({ ...gateway, GATEWAY_BASE_URL: url }), [/^GATEWAY_BASE_URL must be/])
  }
  t.end()
})

void t.test('AUTH_MODE is required if HOST is not loopback', (t) => {
  t.match(mistakesOf({ ...gateway, HOST: '0.0.0.0' }), [/^AUTH_MODE/])
  t.match(mistakesOf({ ...gateway, HOST: '::' }), [/^AUTH_MODE/])
  t.same(mistakesOf({ ...gateway, HOST: '0.0.0.0', AUTH_MODE: 'none' }), [])
  for (const HOST of ['localhost', 'LocalHost', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '127.0.0.2'])
    t.same(mistakesOf({ ...gateway, HOST }), [])
  t.strictSame(mistakesOf({ ...gateway, AUTH_MODE: 'password' }), ['AUTH_MODE must be one of none, api-key, jwt'])
  t.end()
})

void t.test('SOURCES with an unconfigured source: each missing setting is named', (t) => {
  t.same(mistakesOf({ SOURCES: 'tenant' }), [
    'GATEWAY_BASE_URL is missing: SOURCES names tenant',
    'GATEWAY_APP_KEY is missing: SOURCES names tenant',
    'GATEWAY_APP_SECRET is missing: SOURCES names tenant'
  ])
  t.same(mistakesOf({ ...gateway, SOURCES: 'iam,tenant' }), ['IAM_BASE_URL is missing: SOURCES names iam'])
  t.same(mistakesOf({ SOURCES: 'identity,iam,scope', GATEWAY_APP_KEY: 'key', GATEWAY_APP_SECRET: 'a\u0000b' }), [
    'GATEWAY_APP_SECRET contains a control character, such as a line break',
    'GATEWAY_BASE_URL is missing',
    'IAM_BASE_URL is missing: SOURCES names iam'
  ])
  t.same(mistakesOf({ SOURCES: 'iam', IAM_ACCESS_TOKEN: 'token' }), [
    'IAM_BASE_URL is missing, but IAM_ACCESS_TOKEN is set'
  ])
  t.end()
})

void t.test('a number setting accepts decimal digits only', (t) => {
  for (const PORT of ['0x50', '1e3', '80.0', '8 0', 'Infinity', 'true', '0b1', '8_080']) {
    t.same(mistakesOf({ ...gateway, PORT }), ['PORT must be a whole number'], PORT)
  }
  t.same(mistakesOf({ ...gateway, RATE_LIMIT_MAX: '0x50' }), ['RATE_LIMIT_MAX must be a whole number'])
  t.same(mistakesOf({ ...gateway, ADMIN_PORT: '1e4' }), ['ADMIN_PORT must be a whole number'])
  t.match(mistakesOf({ ...gateway, PORT: '-1' }), [/^PORT must be >= 0/])
  t.equal(read({ ...gateway, PORT: ' 08080 ' }).port, 8080)
  t.end()
})

void t.test('trailing line ends of a value are removed, as from an env file with CRLF', (t) => {
  const config = read({ ...gateway, PORT: '3001\r', LOG_LEVEL: 'warn\r\n', GATEWAY_APP_SECRET: 'very-secret\n' })
  t.match(config, { port: 3001, logLevel: 'warn', upstreams: { gateway: { appSecret: 'very-secret' } } })
  t.same(mistakesOf({ ...gateway, INDUSTRY_APP_ID: 'a\nb' }), [
    'INDUSTRY_APP_ID contains a control character, such as a line break'
  ])
  t.end()
})

void t.test('an app key with characters invalid in a header is refused', (t) => {
  for (const GATEWAY_APP_KEY of ['密钥', 'a b', 'caf\xe9', ' ']) {
    const mistakes = mistakesOf({ ...gateway, GATEWAY_APP_KEY })
    t.same(mistakes, ['GATEWAY_APP_KEY holds a character that cannot be sent'], GATEWAY_APP_KEY)
  }
  for (const GATEWAY_APP_KEY of ['a\nb', 'a\x7f', '\ta']) {
    t.same(mistakesOf({ ...gateway, GATEWAY_APP_KEY }), [
      'GATEWAY_APP_KEY contains a control character, such as a line break'
    ])
  }
  t.same(mistakesOf({ ...gateway, GATEWAY_APP_KEY: '2034-key_;,"=~!' }), [])
  t.end()
})

void t.test('HOST is an address or a name', (t) => {
  for (const HOST of [
    '127.0.0.1',
    '::1',
    'localhost',
    '0.0.0.0',
    '::',
    'fe80::1%eth0',
    'rollcall-1.example.internal'
  ]) {
    t.same(mistakesOf({ ...gateway, HOST, AUTH_MODE: 'none' }), [], HOST)
  }
  for (const HOST of [
    'bad host!',
    '[::1]',
    'http://127.0.0.1',
    '127.0.0.1:3000',
    'höst',
    'a..b',
    `${'x'.repeat(64)}.y`,
    '0',
    '127.1',
    '256.0.0.1',
    '0x7f000001',
    '2130706433'
  ]) {
    t.same(mistakesOf({ ...gateway, HOST, AUTH_MODE: 'none' }), ['HOST must be an IP address or a host name'], HOST)
  }
  t.end()
})

const trust = (TRUST_PROXY: string) => read({ ...gateway, TRUST_PROXY }).trustProxy

void t.test('TRUST_PROXY is true, hops, or addresses', (t) => {
  t.equal(trust('true'), true)
  t.equal(trust('false'), false)
  t.equal(trust('2'), 2)
  t.same(trust('10.0.0.0/8, ::1, loopback'), ['10.0.0.0/8', '::1', 'loopback'])
  t.same(trust('10.0.0.1/32, fd00::/8, ::1/128'), ['10.0.0.1/32', 'fd00::/8', '::1/128'])
  for (const TRUST_PROXY of [
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/8/9',
    '10.0.0.0/',
    '10.0.0.0/33',
    '::1/129',
    '10.0.0.0/255.0.0.0',
    '/8',
    'loopback/8',
    '10.0.0.1,',
    '999'
  ]) {
    const mistake = 'TRUST_PROXY must be true, a number of hops, or a comma list of addresses'
    t.same(mistakesOf({ ...gateway, TRUST_PROXY }), [mistake], TRUST_PROXY)
  }
  t.end()
})

void t.test('every valid TRUST_PROXY is accepted by Fastify', async (t) => {
  const bits = fc.oneof(
    fc.constant(''),
    fc.nat(140).map((count) => `/${count}`),
    fc.constantFrom('/', '/08', '/8/9', '/x')
  )
  const address = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.constantFrom('loopback', '::ffff:10.0.0.1', 'fe80::1%eth0', '::', '0.0.0.0')
  )
  const texts = fc.tuple(address, bits).map((parts) => parts.join(''))
  const passing = fc.sample(texts, 3000).filter((text) => {
    const mistakes: string[] = []
    readTrustProxy(text, mistakes)
    return mistakes.length === 0
  })
  t.ok(passing.length > 500)
  await fastify({ trustProxy: passing }).close()
})
