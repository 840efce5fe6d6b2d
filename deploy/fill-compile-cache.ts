import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { sandboxSettings } from '../simulator/src/sandbox-settings.ts'

/** Requests to each program, so that their code gets into the cache. */
const paths = ['/livez', '/readyz', '/accounts', '/accounts?source=tenant', '/docs', '/openapi.json', '/metrics']

/**
 * `node deploy/fill-compile-cache.ts <folder of the bundles>`: runs the sandbox and the service like their images. Node writes
 * the compiled code of a program to NODE_COMPILE_CACHE when the program ends. Run it as the user of the image, because the user
 * id is part of the cache's name.
 */
async function main(folder: string): Promise<void> {
  const sandbox = await start(folder, 'sandbox', { SIMULATOR_PORT: '0' })
  const [, upstreams = ''] = sandbox.urls
  const service = await start(folder, 'server', sandboxSettings(upstreams))
  for (const { urls, end } of [service, sandbox]) {
    for (const path of paths) await (await fetch(`${urls[0]}${path}`)).arrayBuffer()
    await end()
  }
}

interface Program {
  /** The printed URLs. */
  readonly urls: readonly string[]
  readonly end: () => Promise<void>
}

async function start(
  folder: string,
  program: 'sandbox' | 'server',
  settings: Readonly<Record<string, string>>
): Promise<Program> {
  const home = join(folder, program === 'server' ? 'service' : program)
  const child = spawn(process.execPath, [join(home, `${program}.js`)], {
    env: { NODE_COMPILE_CACHE: join(home, 'compile-cache'), PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  let output = ''
  const isReady = program === 'server' ? /listening/ : /tokens/
  for await (const text of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    output += text
    if (isReady.test(output)) break
  }
  child.stdout.resume()
  return {
    urls: Array.from(output.matchAll(/http:\/\/127\.0\.0\.1:\d+/g), ([url]) => url),
    async end() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const [code] = await ended
      if (code !== 0) throw new Error(`${program} ended with ${code}`)
    }
  }
}

await main(resolve(process.argv[2] ?? 'dist'))
