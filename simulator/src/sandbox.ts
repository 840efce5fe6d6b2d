import { pino, type DestinationStream } from 'pino'
import { buildApp } from '../../src/app.ts'
import { readConfig, type Environment } from '../../src/config/config.ts'
import { gracefulShutdown } from '../../src/process/shutdown.ts'
import { listen } from '../../src/process/listen.ts'
import { createLogger } from '../../src/observability/logger.ts'
import { registry } from '../../src/sources/registry.ts'
import { credentials } from './credentials.ts'
import { readSettings } from './settings.ts'
import { startSimulator, type Simulator } from './simulator.ts'

/** `npm run sandbox`: the five upstreams simulated, and the service in front of them, with nothing to set. */
async function main(environment: Environment): Promise<void> {
  const simulator = await startUpstreams(environment)
  const settings = { RATE_LIMIT_MAX: sandboxRateLimit, ...environment, ...upstreamsAt(simulator.url, environment) }
  const config = readConfig(settings, registry)
  const logger = createLogger(config.logLevel, await output())
  const app = await buildApp(config, { logger, registry })
  gracefulShutdown(app, config.shutdownTimeoutMs, logger, (code) => process.exit(code))
  const url = await listen(app, config)
  process.stdout.write(
    [
      '',
      `Rollcall sandbox on ${url}, the upstreams simulated on ${simulator.url}`,
      ...(config.explorer ? [`  explorer   ${url}/`] : []),
      `  accounts   curl '${url}/accounts?source=tenant&limit=2'`,
      `  all lists  curl '${url}/accounts?limit=8'`,
      `  docs       ${url}/docs`,
      `  a fault    curl -X PUT ${simulator.url}/__faults/iam -H 'content-type: application/json' -d '{"kind":"hang","times":1}'`,
      '',
      ''
    ].join('\n')
  )
}

/** Whoever tries things out walks whole lists in a minute. */
const sandboxRateLimit = '10000'

/** On the usual port; on any free one where that is taken and no port was asked for. */
async function startUpstreams(environment: Environment): Promise<Simulator> {
  const settings = readSettings(environment)
  try {
    return await startSimulator(settings)
  } catch (error) {
    if (environment['SIMULATOR_PORT']) throw error
    return startSimulator({ ...settings, port: 0 })
  }
}

/** The simulator stands for every upstream at once: real and made-up accounts are never mixed. */
function upstreamsAt(url: string, environment: Environment): Environment {
  return {
    GATEWAY_BASE_URL: url,
    GATEWAY_APP_KEY: credentials.appKey,
    GATEWAY_APP_SECRET: credentials.appSecret,
    GATEWAY_STAGE: 'RELEASE',
    IAM_BASE_URL: url,
    IAM_ACCESS_TOKEN: environment['IAM_ACCESS_TOKEN'] ?? credentials.iamToken
  }
}

/** Lines for people on a terminal, JSON lines elsewhere, and where what writes them is not installed: the image lacks it. */
async function output(): Promise<DestinationStream> {
  const pretty = process.stdout.isTTY ? await import('pino-pretty').catch(() => null) : null
  if (pretty === null) return pino.destination(1)
  return pretty.default({ colorize: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l' })
}

main(process.env).catch((error: Error) => {
  process.stderr.write(`The sandbox cannot start: ${error.message}\n`)
  process.exit(1)
})
