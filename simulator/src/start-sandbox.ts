import { setImmediate as eventLoopTurn } from 'node:timers/promises'
import { pino, type DestinationStream } from 'pino'
import { buildApp } from '../../src/app.ts'
import { readConfig, type Environment } from '../../src/config/config.ts'
import { gracefulShutdown } from '../../src/process/shutdown.ts'
import { listen } from '../../src/process/listen.ts'
import { reachableUrl } from '../../src/process/usable-host.ts'
import { createLogger } from '../../src/observability/logger.ts'
import { registry } from '../../src/sources/registry.ts'
import { secretNames } from '../../src/sources/secret-names.ts'
import { banner } from './banner.ts'
import { refuseUpstreamSettings } from './refuse-upstream-settings.ts'
import { sandboxRateLimit, sandboxSettings } from './sandbox-settings.ts'
import { readSettings } from './settings.ts'
import { startSimulator, type Simulator } from './simulator.ts'

/** `npm run sandbox`: the simulator, and the service in front of it. No setting is required. */
export async function startSandbox(environment: Environment): Promise<void> {
  await start(environment).catch((error: Error) => {
    process.stderr.write(`The sandbox cannot start: ${error.message}\n`)
    process.exit(1)
  })
}

async function start(environment: Environment): Promise<void> {
  refuseUpstreamSettings(environment)
  const simulator = await startUpstreams(environment)
  const settings = { RATE_LIMIT_MAX: sandboxRateLimit, ...environment, ...upstreamsAt(simulator.url, environment) }
  const config = readConfig(settings, registry)
  const logger = createLogger(config.logLevel, await output(), secretNames(registry))
  const app = await buildApp(config, { logger, registry })
  // For a signal that arrived meanwhile.
  await eventLoopTurn()
  gracefulShutdown(app, { timeoutMs: config.shutdownTimeoutMs, logger, exit: (code) => process.exit(code) })
  const url = reachableUrl(await listen(app, config))
  process.stdout.write(banner({ url, simulatorUrl: simulator.url, explorer: config.explorer }))
}

/** On the default port; on any free one if that is taken and SIMULATOR_PORT is not set. */
async function startUpstreams(environment: Environment): Promise<Simulator> {
  const settings = readSettings(environment)
  try {
    return await startSimulator(settings)
  } catch (error) {
    if (environment['SIMULATOR_PORT']) throw error
    return startSimulator({ ...settings, port: 0 })
  }
}

/** All upstreams are simulated: real and invented accounts are never mixed. No proxy leads to the simulator. */
function upstreamsAt(url: string, environment: Environment): Environment {
  const { IAM_ACCESS_TOKEN = '', ...settings } = sandboxSettings(url)
  const noProxy = environment['no_proxy'] || environment['NO_PROXY'] || ''
  return {
    ...settings,
    no_proxy: `${noProxy},${new URL(url).hostname}`,
    IAM_ACCESS_TOKEN: environment['IAM_ACCESS_TOKEN'] ?? IAM_ACCESS_TOKEN
  }
}

/** Readable lines on a terminal. JSON lines elsewhere, and if pino-pretty is not installed: the image does not have it. */
async function output(): Promise<DestinationStream> {
  const pretty = process.stdout.isTTY ? await import('pino-pretty').catch(() => null) : null
  if (pretty === null) return pino.destination(1)
  return pretty.default({ colorize: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l' })
}
