import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ConfigInvalid, readConfig, type Config, type Environment } from '../src/config/config.ts'
import { registry } from '../src/sources/registry.ts'

const gateway = {
  GATEWAY_BASE_URL: 'https://gateway.example',
  GATEWAY_APP_KEY: 'key',
  GATEWAY_APP_SECRET: 'very-secret'
}
const read = (environment: Environment): Config => readConfig(environment, registry)

function mistakesOf(environment: Environment): readonly string[] {
  try {
    read(environment)
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.mistakes
    throw error
  }
  return []
}

void t.test('defaults are the contract’s', (t) => {
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
    upstreams: { gateway: { stage: 'RELEASE' }, iam: { accessToken: null, offsetUnit: 'row' }, industryAppId: null }
  })
  t.ok(Object.isFrozen(read(gateway)))
  t.end()
})

void t.test('a source is enabled when its settings are there', (t) => {
  t.same(read(gateway).sources, ['tenant', 'scope', 'industry', 'identity'])
  t.same(read({ IAM_BASE_URL: 'http://iam.example' }).sources, ['iam'])
  t.same(read({ ...gateway, SOURCES: ' scope,tenant ' }).sources, ['tenant', 'scope'])
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
    HOST: '0.0.0.0'
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
    'SOURCES',
    'TENANT_TIMEOUT_MS',
    'TRUST_PROXY'
  ])
  t.notMatch(mistakes.join(), /secret"?|banana|loud|pass@/)
  t.end()
})

void t.test('half-set groups, a token alone, and nothing at all stop the start', (t) => {
  t.same(mistakesOf({ GATEWAY_BASE_URL: 'https://gateway.example' }), [
    'GATEWAY_APP_KEY is missing',
    'GATEWAY_APP_SECRET is missing'
  ])
  t.same(mistakesOf({ GATEWAY_APP_KEY: 'k', GATEWAY_APP_SECRET: 's' }), ['GATEWAY_BASE_URL is missing'])
  t.match(mistakesOf({ ...gateway, IAM_ACCESS_TOKEN: 'token' }), [/^IAM_BASE_URL is missing/])
  t.match(mistakesOf({}), [/^no source is configured/])
  t.match(mistakesOf({ GATEWAY_BASE_URL: '', PORT: '' }), [/^no source is configured/])
  t.match(mistakesOf({ ...gateway, SOURCES: 'iam' }), [/^SOURCES names iam/])
  for (const url of ['cache:6379', 'http://cache', 'redis://']) {
    t.same(mistakesOf({ ...gateway, REDIS_URL: url }), ['REDIS_URL must be a redis or rediss URL'])
  }
  for (const origins of ['*', 'app.example.com', 'https://a.example/', 'https://a.example,null']) {
    t.match(mistakesOf({ ...gateway, CORS_ORIGINS: origins }), [/^CORS_ORIGINS must be a comma list of origins/])
  }
  t.same(mistakesOf({ ...gateway, PORT: '4000', ADMIN_PORT: '4000' }), ['ADMIN_PORT must not be PORT'])
  t.same(mistakesOf({ ...gateway, PORT: '0', ADMIN_PORT: '0' }), [])
  for (const url of ['gateway.example', 'https://h/?q=1', 'https://h/#x', 'https://u@h']) {
    t.match(mistakesOf({ ...gateway, GATEWAY_BASE_URL: url }), [/^GATEWAY_BASE_URL must be/])
  }
  t.end()
})

void t.test('AUTH_MODE must be said where anyone can reach the service', (t) => {
  t.match(mistakesOf({ ...gateway, HOST: '0.0.0.0' }), [/^AUTH_MODE/])
  t.match(mistakesOf({ ...gateway, HOST: '::' }), [/^AUTH_MODE/])
  t.same(mistakesOf({ ...gateway, HOST: '0.0.0.0', AUTH_MODE: 'none' }), [])
  for (const HOST of ['localhost', '::1', '127.0.0.2']) t.same(mistakesOf({ ...gateway, HOST }), [])
  t.strictSame(mistakesOf({ ...gateway, AUTH_MODE: 'password' }), ['AUTH_MODE must be one of none, api-key, jwt'])
  t.end()
})

void t.test('secrets can be files', (t) => {
  const folder = t.testdir({ secret: 'from-file\n', empty: '' })
  const file = join(folder, 'secret')
  const { GATEWAY_APP_SECRET: _, ...rest } = gateway
  t.equal(read({ ...rest, GATEWAY_APP_SECRET_FILE: file }).upstreams.gateway?.appSecret, 'from-file')
  t.match(mistakesOf({ ...gateway, GATEWAY_APP_SECRET_FILE: file }), [
    'GATEWAY_APP_SECRET and GATEWAY_APP_SECRET_FILE are both set'
  ])
  t.match(
    mistakesOf({ ...rest, GATEWAY_APP_SECRET_FILE: join(folder, 'none') })[0],
    /^GATEWAY_APP_SECRET_FILE names a file that cannot/
  )
  t.match(
    mistakesOf({ ...rest, GATEWAY_APP_SECRET_FILE: join(folder, 'empty') })[0],
    /^GATEWAY_APP_SECRET_FILE names an empty file/
  )
  writeFileSync(join(folder, 'bad'), 'a;b\n')
  t.match(
    mistakesOf({ IAM_BASE_URL: 'http://i', IAM_ACCESS_TOKEN_FILE: join(folder, 'bad') })[0],
    /^IAM_ACCESS_TOKEN must match/
  )
  t.end()
})

const trust = (TRUST_PROXY: string) => read({ ...gateway, TRUST_PROXY }).trustProxy

void t.test('TRUST_PROXY is true, hops, or addresses', (t) => {
  t.equal(trust('true'), true)
  t.equal(trust('false'), false)
  t.equal(trust('2'), 2)
  t.same(trust('10.0.0.0/8, ::1, loopback'), ['10.0.0.0/8', '::1', 'loopback'])
  t.end()
})
