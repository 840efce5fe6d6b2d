import t, { type Test } from 'tap'
import type { Environment } from '../../src/config/config.ts'
import { forgotten } from '../support/forgotten.ts'
import { bearer, withKeys } from '../support/keys.ts'
import { openRaw } from '../support/raw.ts'
import { startSandbox } from '../support/service.ts'
import { until } from '../support/until.ts'

const one = '/accounts?source=tenant&limit=1'

/** How many of these requests, sent in turn, were not rate-limited. */
async function passed(requests: readonly (() => Promise<{ status: number }>)[]): Promise<number> {
  let count = 0
  for (const request of requests) if ((await request()).status !== 429) count += 1
  return count
}

/** The same with four values for `%`. */
const fourOf = (form: string) => ['1', '2', '3', '4'].map((last) => form.replace('%', last))

/** A service with a limit of two requests, and how many pass from these addresses. */
async function startForTwo(t: Test, environment: Environment) {
  const { get } = await startSandbox(t, { environment: { RATE_LIMIT_MAX: '2', ...environment } })
  return (...addresses: string[]) =>
    passed(addresses.map((address) => () => get('/sources', { 'x-forwarded-for': address })))
}

void t.test(
  'a caller sees the remaining requests, is refused beyond the limit, and is accepted in the next window',
  async (t) => {
    const { url, get } = await startSandbox(t, { environment: { RATE_LIMIT_MAX: '3', RATE_LIMIT_WINDOW_MS: '3500' } })
    for (const left of [2, 1, 0]) {
      const { status, headers } = await get(one)
      t.equal(status, 200)
      t.equal(headers.get('ratelimit-policy'), '"default";q=3;w=4')
      t.match(headers.get('ratelimit'), new RegExp(`^"default";r=${left};t=[1-4]$`))
      t.equal(headers.get('retry-after'), null)
      t.notOk([...headers.keys()].some((name) => name.startsWith('x-ratelimit')))
    }
    const refused = await get(one)
    t.match(refused, {
      status: 429,
      body: { type: '/problems/rate-limited', detail: 'more than 3 requests in 3500 ms', retryable: true }
    })
    t.match(refused.headers.get('ratelimit'), /^"default";r=0;t=[1-4]$/)
    t.equal(refused.headers.get('ratelimit-policy'), '"default";q=3;w=4')
    t.match(refused.headers.get('retry-after'), /^[1-4]$/)
    await until(async () => (await fetch(url + one)).status !== 429)
    t.match((await get(one)).headers.get('ratelimit'), /^"default";r=1;/)
  }
)

void t.test('requests answered with a problem count too', async (t) => {
  const { url } = await startSandbox(t, { environment: { RATE_LIMIT_MAX: '4' } })
  const statuses: number[] = []
  for (const [method, path] of [
    ['GET', '/nothing/%zz'],
    ['DELETE', '/accounts'],
    ['PUT', '/livez'],
    ['GET', '/accounts?limit=0'],
    ['GET', '/nothing'],
    ['DELETE', '/accounts'],
    ['HEAD', one]
  ] as const) {
    statuses.push((await fetch(url + path, { method })).status)
  }
  t.same(statuses, [400, 405, 405, 400, 429, 429, 429])
})

void t.test('probes and documentation are never refused, and have no limit headers', async (t) => {
  const { url } = await startSandbox(t, { environment: { RATE_LIMIT_MAX: '1' } })
  for (const path of [
    '/',
    '/explorer/explorer.js',
    '/docs',
    '/openapi.json',
    '/openapi.yaml',
    '/problems',
    '/problems/not-found',
    '/livez',
    '/readyz',
    '/metrics'
  ]) {
    for (let time = 0; time < 3; time += 1) {
      const { status, headers } = await fetch(url + path)
      t.equal(status, 200, path)
      t.equal(headers.get('ratelimit-policy'), null)
      t.equal(headers.get('ratelimit'), null)
    }
  }
})

void t.test('an export counts for ten and a batch lookup for five', async (t) => {
  const { url, get, post } = await startSandbox(t, { environment: { RATE_LIMIT_MAX: '17' } })
  const exported = await fetch(`${url}/accounts/export?source=iam`)
  await exported.text()
  t.match(exported.headers.get('ratelimit'), '"default";r=7;t=60')
  const keys = [{ phone: '10000000001' }]
  t.match((await post('/accounts/lookup', { keys })).headers.get('ratelimit'), '"default";r=2;t=60')
  const refused = await get('/accounts/export?source=iam')
  t.match(refused, { status: 429, body: { detail: 'this request counts for 10 requests; left in this window: 1' } })
  t.match(refused.headers.get('ratelimit'), '"default";r=1;t=60')
  t.match(await get('/sources'), { status: 200 })
  t.match(await get('/sources'), { status: 429 })
})

void t.test('an export is possible with any limit', async (t) => {
  const { url } = await startSandbox(t, { environment: { RATE_LIMIT_MAX: '1' } })
  const ask = () => fetch(`${url}/accounts/export?source=iam`)
  t.equal(await passed([ask, ask]), 1)
})

void t.test('simultaneous requests are all counted', async (t) => {
  const { get } = await startSandbox(t, { environment: { RATE_LIMIT_MAX: '10' } })
  const answers = await Promise.all(Array.from({ length: 30 }, () => get('/sources')))
  t.equal(answers.filter(({ status }) => status === 200).length, 10)
})

void t.test('pipelined requests are counted separately', async (t) => {
  const { url } = await startSandbox(t, { environment: { RATE_LIMIT_MAX: '3' } })
  const request = 'GET /sources HTTP/1.1\r\nHost: x\r\n'
  const answer = await openRaw(t, url, `${`${request}\r\n`.repeat(4)}${request}Connection: close\r\n\r\n`).ended
  t.same(answer.match(/(?<=HTTP\/1\.1 )\d+/g), [200, 200, 200, 429, 429])
})

void t.test('without a trusted proxy, forged addresses do not raise the limit', async (t) => {
  const pass = await startForTwo(t, {})
  t.equal(await pass('10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'), 2)
})

void t.test('with trusted proxies, the address is the one that the outermost proxy saw', async (t) => {
  for (const [trust, spoofed, honest] of [
    ['1', '10.9.9.%, 10.0.0.1', '10.0.0.%'],
    ['2', '10.9.9.%, 10.0.0.1, 192.0.2.1', '10.0.0.%, 192.0.2.1'],
    ['127.0.0.1,192.0.2.0/24', '10.9.9.%, 10.0.0.1, 192.0.2.1', '10.0.0.%, 192.0.2.1'],
    ['127.0.0.1', '10.9.9.%, 10.0.0.1', '10.0.0.%']
  ] as const) {
    t.equal(await (await startForTwo(t, { TRUST_PROXY: trust }))(...fourOf(spoofed)), 2, `${trust}, spoofed`)
    t.equal(await (await startForTwo(t, { TRUST_PROXY: trust }))(...fourOf(honest)), 4, `${trust}, honest`)
  }
  const all = await startForTwo(t, { TRUST_PROXY: 'true' })
  t.equal(await all('10.0.0.1', '10.0.0.2', '10.0.0.1, 192.0.2.1', '10.0.0.1, 192.0.2.2'), 3)
})

void t.test('one host is one caller in every notation of its address', async (t) => {
  const pass = await startForTwo(t, { TRUST_PROXY: 'true' })
  t.equal(await pass('2001:db8::1', '2001:DB8:0:0::2', '2001:db8::ffff:1', '2001:db8:0:0:1::'), 2)
  t.equal(await pass('2001:db8:0:1::1'), 1)
  t.equal(await pass('10.0.0.1', '::ffff:10.0.0.1', '::ffff:a00:1'), 2)
  t.equal(await pass('::ffff:10.0.0.2'), 1)
})

void t.test('the port of a forwarded address is not part of it', async (t) => {
  for (const trust of ['1', 'true', '127.0.0.1']) {
    const eight = [1, 2, 3, 4].flatMap((last) => [40_001, 40_002].map((port) => `203.0.113.${last}:${port}`))
    t.equal(await (await startForTwo(t, { TRUST_PROXY: trust }))(...eight), 8, `${trust}: four callers twice each`)
    for (const one of [
      ['203.0.113.7:1', '203.0.113.7:65535', '203.0.113.7', '::ffff:203.0.113.7', '[::ffff:203.0.113.7]:443'],
      ['[2001:db8::1]:443', '[2001:db8::1]', '2001:db8::1', '"[2001:DB8::2]:80"', '2001:db8:0:0:0:0:0:1:8080'],
      ['fe80::1%eth0', 'fe80::1%eth1', '[fe80::1%25eth0]:443', 'fe80::1']
    ]) {
      t.equal(await (await startForTwo(t, { TRUST_PROXY: trust }))(...one), 2, `${trust}: ${one.join(' ')}`)
    }
  }
})

void t.test('a trusted proxy is recognised by its address with any port', async (t) => {
  for (const [trust, ways] of [
    ['2', ['192.0.2.1:5', '[2001:db8::1]:443', '192.0.2.1']],
    ['127.0.0.1,192.0.2.0/24', ['192.0.2.1:5', '192.0.2.9', '[::ffff:192.0.2.1]:80']],
    ['loopback,2001:db8::/32', ['[2001:db8::1]:443', '2001:db8::2', '2001:db8::3%eth0']]
  ] as const) {
    const pass = await startForTwo(t, { TRUST_PROXY: trust })
    t.equal(await pass(...ways.map((way, index) => `203.0.113.${index}:7, ${way}`)), 3, trust)
    t.equal(await pass(...ways.map((way) => `203.0.113.9:7, ${way}`)), 2, trust)
  }
})

void t.test('a forwarded value that is no address counts for the proxy', async (t) => {
  const pass = await startForTwo(t, { TRUST_PROXY: 'true' })
  t.equal(await pass('unknown', '_hidden', 'x'.repeat(5000), '203.0.113.7:port', '[2001:db8::x]:1', '127.0.0.1'), 2)
})

void t.test('callers are removed at the end of the window, even without further calls', async (t) => {
  const { get } = await startSandbox(t, {
    environment: { ...withKeys(t, { 'key-one': {} }), TRUST_PROXY: 'true', RATE_LIMIT_WINDOW_MS: '1000' }
  })
  const [address, network, caller] = [/^address:10\.0\.0\.1$/, /^address:2001:db8:/, /^key:of key-one$/].map((key) =>
    forgotten(t, key)
  )
  const startedAt = performance.now()
  await get('/sources', { 'x-forwarded-for': '10.0.0.1' })
  await get('/sources', { 'x-forwarded-for': '2001:db8:0:1::7' })
  await get('/sources', bearer('key-one'))
  t.equal(await address, 'address:10.0.0.1')
  t.equal(await network, 'address:2001:db8:0:1::')
  t.equal(await caller, 'key:of key-one')
  t.ok(performance.now() - startedAt >= 1000)
})

void t.test('a caller with a key is counted by its key, from any address', async (t) => {
  const { get } = await startSandbox(t, {
    environment: { ...withKeys(t, { 'key-one': {}, 'key-two': {} }), TRUST_PROXY: 'true', RATE_LIMIT_MAX: '2' }
  })
  const ask = (key: string, address: string) => () => get('/sources', { ...bearer(key), 'x-forwarded-for': address })
  t.equal(await passed([ask('key-one', '10.0.0.1'), ask('key-one', '10.0.0.2'), ask('key-one', '10.0.0.3')]), 2)
  t.equal(await passed([ask('key-two', '10.0.0.1')]), 1)
  const guesses = ['a', 'b', 'c', 'd'].map((key) => ask(key, '10.0.0.1'))
  t.equal(await passed(guesses), 2, 'guesses are counted by address')
})
