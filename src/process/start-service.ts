import { setImmediate as eventLoopTurn } from 'node:timers/promises'
import { buildApp } from '../app.ts'
import { ConfigInvalid, readConfig, type Config, type Environment } from '../config/config.ts'
import { createLogger } from '../observability/logger.ts'
import { LogOutput } from '../observability/log-output.ts'
import { registry } from '../sources/registry.ts'
import { secretNames } from '../sources/secret-names.ts'
import { listen } from './listen.ts'
import { gracefulShutdown } from './shutdown.ts'

/**
 * Starts the service from the environment. If settings are wrong or a port is taken, it reports every mistake at once and exits
 * with 1.
 */
export async function startService(environment: Environment): Promise<void> {
  const config = configOrExit(environment)
  const output = new LogOutput(1)
  const logger = createLogger(config.logLevel, output, secretNames(registry))
  const app = await buildApp(config, { logger, registry })
  // Handles a signal that arrived meanwhile.
  await eventLoopTurn()
  const exit = (code: number): void => {
    output.flushSync()
    process.exit(code)
  }
  gracefulShutdown(app, { timeoutMs: config.shutdownTimeoutMs, logger, exit })
  await listen(app, config).catch((error: Error) => {
    process.stderr.write(`cannot listen: ${error.message}\n`)
    process.exit(1)
  })
}

function configOrExit(environment: Environment): Config {
  try {
    return readConfig(environment, registry)
  } catch (error) {
    if (!(error instanceof ConfigInvalid)) throw error
    process.stderr.write(`${error.message}\n`)
    return process.exit(1)
  }
}
