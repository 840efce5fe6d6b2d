import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { Agent, fetch } from 'undici'
import { startSimulator } from '../../simulator/src/simulator.ts'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'
import { reachableUrl, usableHost } from '../../src/process/usable-host.ts'
import { startChild, unmeasured } from '../support/child.ts'

const hasIpv6 = /^0{31}1 /m.test(readFileSync('/proc/net/if_inet6', 'utf8'))

async function startOnAll(t: Test, settings: Record<string, string>): Promise<string> {
  const service = startChild(t, 'src/server.ts', {
    ...unmeasured,
    ...sandboxSettings('http://127.0.0.1:1'),
    AUTH_MODE: 'none',
    HOST: '::',
    PORT: '0',
    ...settings
  })
  return (await service.said(/listening at http:\/\/\S+:\d+/)).replace(/^.*:/, '')
}

function callerAt(t: Test, localAddress: string, port: string, headers: Record<string, string> = {}) {
  const dispatcher = new Agent({ localAddress })
  t.teardown(() => dispatcher.destroy())
  const host = localAddress.includes(':') ? `[${localAddress}]` : '127.0.0.1'
  return async () => (await fetch(`http://${host}:${port}/sources`, { dispatcher, headers })).status
}

void t.test('HOST=:: serves IPv4 and IPv6', { skip: !hasIpv6 && 'needs IPv6' }, async (t) => {
  const port = await startOnAll(t, {})
  for (const address of ['127.0.0.1', '127.0.0.2', '::1']) t.equal(await callerAt(t, address, port)(), 200, address)
})

void t.test('HOST=::: IPv4 callers are counted separately', async (t) => {
  const port = await startOnAll(t, { RATE_LIMIT_MAX: '1' })
  for (const address of ['127.0.0.2', '127.0.0.3', '127.0.0.4']) {
    const ask = callerAt(t, address, port)
    t.same([await ask(), await ask()], [200, 429], address)
  }
})

for (const trusted of ['1', '127.0.0.9', 'loopback', '127.0.0.0/8']) {
  void t.test(`HOST=::, TRUST_PROXY=${trusted}: callers behind an IPv4 proxy are counted separately`, async (t) => {
    const port = await startOnAll(t, { RATE_LIMIT_MAX: '1', TRUST_PROXY: trusted })
    for (const address of ['203.0.113.1', '203.0.113.2', '2001:db8::1']) {
      const ask = callerAt(t, '127.0.0.9', port, { 'x-forwarded-for': address })
      t.same([await ask(), await ask()], [200, 429], address)
    }
  })
}

void t.test('the simulator on all addresses prints one that this machine reaches', async (t) => {
  for (const host of ['::', '0.0.0.0', '127.0.0.1']) {
    const simulator = await startSimulator({ host })
    t.teardown(() => simulator.close())
    t.match(simulator.url, /^http:\/\/127\.0\.0\.1:\d+$/, host)
    t.equal((await fetch(simulator.url)).status, 200, host)
  }
})

void t.test('a HOST that the system has is used unchanged', async (t) => {
  for (const host of ['127.0.0.1', '0.0.0.0', '::1', 'localhost']) t.equal(await usableHost(host), host)
  t.equal(reachableUrl('http://[::]:3000'), 'http://127.0.0.1:3000')
  for (const url of ['http://[::1]:3000', 'http://127.0.0.1:3000', 'http://[2001:db8::1]:3000']) {
    t.equal(reachableUrl(url), url)
  }
})
