import { Session } from 'node:inspector/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { Writable } from 'node:stream'
import { buildApp } from '../src/app.ts'
import { readConfig } from '../src/config/config.ts'
import { createLogger } from '../src/observability/logger.ts'
import { registry } from '../src/sources/registry.ts'
import { sandboxSettings } from '../simulator/src/sandbox-settings.ts'
import { startSimulator } from '../simulator/src/simulator.ts'

/** Folders outside the core: they run before and after a route's handler. */
const around = /^src\/(app\.ts|http\/(server\.ts|hooks\/|wire\/)|observability\/)/

/**
 * Prints the files of `src/` that run a function for one request on a warm service: the files that a reader opens to follow it.
 * Functions that only run at startup do not count, nor do files with types or tables only.
 */
async function main(path = '/accounts?source=tenant'): Promise<void> {
  const simulator = await startSimulator()
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const config = readConfig(sandboxSettings(simulator.url), registry)
  const { server } = await buildApp(config, { logger: createLogger('info', silent, []), registry })
  const url = (await server.listen({ host: '127.0.0.1', port: 0 })) + path
  const inspector = new Session()
  inspector.connect()
  await inspector.post('Profiler.enable')
  await inspector.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
  await request(url)
  await inspector.post('Profiler.takePreciseCoverage')
  await request(url)
  const { result } = await inspector.post('Profiler.takePreciseCoverage')
  const folder = new URL('../', import.meta.url).href
  const files = result
    .filter(({ functions }) => functions.some(({ ranges }) => ranges.some(({ count }) => count > 0)))
    .map(({ url: file }) => file.replace(folder, ''))
    .filter((file) => file.startsWith('src/'))
    .toSorted()
  const core = files.filter((file) => !around.test(file))
  process.stdout.write(`${core.join('\n')}\n${core.length} files, ${files.length} with:\n`)
  process.stdout.write(`${files.filter((file) => around.test(file)).join('\n')}\n`)
  inspector.disconnect()
  await server.close()
  await simulator.close()
}

async function request(url: string): Promise<void> {
  const response = await fetch(url)
  await response.text()
  // Log and metrics are written after the answer.
  await delay(100)
}

await main(process.argv[2])
