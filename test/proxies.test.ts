import t from 'tap'
import { ConfigInvalid, readConfig, type Environment } from '../src/config/config.ts'
import { proxyFor } from '../src/proxies.ts'
import { sandboxSettings } from '../simulator/src/sandbox-settings.ts'
import { registry } from '../src/sources/registry.ts'

function read(environment: Environment) {
  return readConfig({ ...sandboxSettings('http://127.0.0.1:3900'), ...environment }, registry).proxies
}

function mistakesOf(environment: Environment): readonly string[] {
  try {
    read(environment)
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.mistakes
    throw error
  }
  return []
}

const proxies = { HTTP_PROXY: 'http://plain.example:3128', HTTPS_PROXY: 'http://secure.example:3128' }

void t.test('proxies: the scheme of the called URL selects one', async (t) => {
  const settings = read(proxies)
  t.equal(proxyFor('http://a.example/', settings)?.origin, 'http://plain.example:3128')
  t.equal(proxyFor('https://a.example/', settings)?.origin, 'http://secure.example:3128')
  t.equal(proxyFor('https://a.example/', read({ HTTP_PROXY: proxies.HTTP_PROXY })), null)
  t.equal(proxyFor('http://a.example/', read({ HTTPS_PROXY: proxies.HTTPS_PROXY })), null)
  t.equal(proxyFor('https://a.example/', read({})), null)
})

void t.test('proxies: lower-case names take precedence, and an empty variable is not set', async (t) => {
  t.equal(read({ ...proxies, https_proxy: 'http://small.example' }).https?.origin, 'http://small.example')
  t.equal(read({ ...proxies, https_proxy: '' }).https?.origin, 'http://secure.example:3128')
  t.equal(read({ ...proxies, no_proxy: 'a.example', NO_PROXY: 'b.example' }).noProxy, 'a.example')
})

function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`
}

void t.test('proxies: a URL may come without a scheme and with credentials', async (t) => {
  t.same(read({ HTTPS_PROXY: 'proxy.example:3128' }).https, {
    origin: 'http://proxy.example:3128',
    url: 'http://proxy.example:3128/',
    authorization: null
  })
  t.match(read({ HTTPS_PROXY: 'https://me:p%40ss@proxy.example' }).https, {
    origin: 'https://proxy.example',
    authorization: basic('me:p@ss')
  })
  t.match(read({ HTTPS_PROXY: 'me@proxy.example:1' }).https, { authorization: basic('me:') })
})

void t.test('proxies: an unusable URL stops the start, by name and without its value', async (t) => {
  const sentence = 'must be the http or https URL of a proxy, with credentials percent-encoded'
  for (const value of [
    'socks5://heron.example',
    'http://',
    'http://heron:1:2',
    'http://me:%zz@heron.example',
    '://x'
  ]) {
    for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy']) {
      t.same(mistakesOf({ [name]: value }), [`${name.toUpperCase()} ${sentence}`], value)
    }
  }
})

const excluded: readonly (readonly [noProxy: string, named: readonly string[], others: readonly string[]])[] = [
  ['*', ['http://a.example', 'https://[::1]', 'http://10.0.0.1:1'], []],
  [' , ,', [], ['http://a.example', 'http://10.0.0.1']],
  [
    'a.example',
    ['http://a.example', 'https://A.Example:8443', 'http://b.a.example', 'http://a.example.'],
    ['http://aa.example', 'http://a.example.org', 'http://example']
  ],
  ['.a.example', ['http://a.example', 'http://b.a.example'], ['http://aa.example']],
  ['*.a.example', ['http://b.a.example', 'http://c.b.a.example'], ['http://a.example', 'http://xa.example']],
  ['A.EXAMPLE.', ['http://a.example'], ['http://b.example']],
  ['a.example:8443', ['https://a.example:8443'], ['https://a.example', 'http://a.example:84']],
  ['a.example:443', ['https://a.example'], ['http://a.example']],
  ['a.example:80', ['http://a.example'], ['https://a.example']],
  ['x.example b.example,  c.example', ['http://b.example', 'http://c.example'], ['http://d.example']],
  ['localhost', ['http://localhost:3000'], ['http://127.0.0.1:3000']],
  ['127.0.0.1', ['http://127.0.0.1:3000', 'http://127.1'], ['http://127.0.0.2', 'http://localhost']],
  ['0.0.1', [], ['http://127.0.0.1']],
  ['10.0.0.0/8', ['http://10.1.2.3', 'https://10.255.0.1:8443'], ['http://11.0.0.1', 'http://ten.example']],
  ['192.0.2.0/25', ['http://192.0.2.127'], ['http://192.0.2.128']],
  ['10.0.0.0/33,10.0.0.0/x,10.0.0.0/8/8,nonsense/8', [], ['http://10.0.0.1']],
  ['::1', ['http://[::1]:3000', 'http://[0:0::1]'], ['http://[::2]']],
  ['[::1]', ['http://[::1]'], ['http://[::2]']],
  ['[2001:db8::1]:8443', ['https://[2001:db8::1]:8443'], ['https://[2001:db8::1]']],
  ['2001:db8::/32', ['http://[2001:db8:1::1]'], ['http://[2001:db9::1]', 'http://1.2.3.4']]
]

for (const [noProxy, named, others] of excluded) {
  void t.test(`NO_PROXY=${noProxy}`, async (t) => {
    const settings = read({ ...proxies, NO_PROXY: noProxy })
    for (const url of named) t.equal(proxyFor(url, settings), null, `${url} is called directly`)
    for (const url of others) t.not(proxyFor(url, settings), null, `${url} is called through the proxy`)
  })
}
