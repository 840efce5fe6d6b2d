import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'
import { startChild, unmeasured } from '../support/child.ts'
import { listenOnLoopback } from '../support/loopback.ts'
import { freePort } from '../support/redis.ts'
import { fileText } from '../support/deployment.ts'

/** The result of the images' health check in a container with these settings. */
async function check(settings: Record<string, string>): Promise<{ readonly code: unknown; readonly said: string }> {
  const child = spawn(process.execPath, ['src/process/health-check.ts'], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  return { code, said }
}

const hasIpv6 = /^0{31}1 /m.test(readFileSync('/proc/net/if_inet6', 'utf8'))

for (const [name, settings] of [
  ['the default HOST', {}],
  ['HOST=0.0.0.0', { HOST: '0.0.0.0' }],
  ['HOST=::', { HOST: '::' }],
  ['HOST=::1', { HOST: '::1' }],
  ['HOST=localhost', { HOST: 'localhost' }],
  ['ADMIN_PORT', { ADMIN_PORT: 'free' }],
  ['ADMIN_PORT=0', { ADMIN_PORT: '0' }],
  ['an empty ADMIN_PORT', { ADMIN_PORT: '' }],
  ['PORT=0', { PORT: '0' }],
  ['proxies of NODE_USE_ENV_PROXY', { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: '' }]
] as const satisfies readonly (readonly [string, Record<string, string>])[]) {
  const skip = name === 'HOST=::1' && !hasIpv6 && 'needs IPv6'
  void t.test(`health check, ${name}: healthy while the service runs, unhealthy after it`, { skip }, async (t) => {
    const free = { PORT: String(await freePort()), ADMIN_PORT: String(await freePort()) }
    const own: Record<string, string> = { PORT: free.PORT, ...settings }
    if (own['ADMIN_PORT'] === 'free') own['ADMIN_PORT'] = free.ADMIN_PORT
    const all = { ...unmeasured, ...sandboxSettings('http://127.0.0.1:1'), AUTH_MODE: 'none', ...own }
    const service = startChild(t, 'src/server.ts', all)
    await service.said(own['ADMIN_PORT'] ? /Operations listening at/ : /Server listening at/)
    t.same(await check(own), { code: 0, said: '' })
    service.process.kill('SIGKILL')
    await once(service.process, 'exit')
    // Another process on this machine may answer on some port.
    if (own['PORT'] === '0' || own['ADMIN_PORT'] === '0') return
    t.match(await check(own), { code: 1, said: /livez does not answer on port \d+\n$/ })
  })
}

void t.test('health check: an empty HOST is unhealthy, with the reason', async (t) => {
  t.match(await check({ HOST: '', PORT: String(await freePort()) }), {
    code: 1,
    said: /^HOST is empty: .*127\.0\.0\.1/
  })
})

for (const status of [404, 500, 503]) {
  void t.test(`health check: ${status} is unhealthy`, async (t) => {
    const url = await listenOnLoopback(
      t,
      createServer((_request, response) => response.writeHead(status).end())
    )
    t.match(await check({ PORT: new URL(url).port }), { code: 1 })
  })
}

void t.test('health check: a service that hangs is unhealthy', async (t) => {
  const url = await listenOnLoopback(
    t,
    createServer(() => {})
  )
  t.match(await check({ PORT: new URL(url).port }), { code: 1 })
})

void t.test('health check: the images use it', async (t) => {
  t.match(fileText('Dockerfile'), /^HEALTHCHECK .* CMD \["node", "service\/health-check\.js"\]$/m)
  t.match(fileText('deploy/bundle.ts'), "'health-check': 'src/process/health-check.ts'")
})
