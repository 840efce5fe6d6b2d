import { Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import type { App } from './app.ts'

/** How long connections stay open after the last answer: a request may be on the wire that nobody has read yet. */
const lingerMs = 200

/**
 * On SIGTERM or SIGINT: says that the instance is not ready, lets every accepted request finish, and exits with 0. The
 * listener stays open while requests run, so that a load balancer can still ask `/readyz` and nobody is refused before it
 * did. What still runs after `timeoutMs` is cut off. A second signal ends the process at once.
 */
export function gracefulShutdown(
  app: App,
  timeoutMs: number,
  logger: FastifyBaseLogger,
  exit: (code: number) => void
): void {
  let begun = false
  const onSignal = (signal: NodeJS.Signals): void => {
    if (begun) return exit(1)
    begun = true
    logger.info({ signal }, 'shutting down')
    void shutDown(app, timeoutMs).then(() => exit(0))
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}

async function shutDown(app: App, timeoutMs: number): Promise<void> {
  const { server } = app.server
  app.announceShutdown()
  const cutOff = sleep(timeoutMs, undefined, { ref: false })
  await Promise.race([app.idle(), cutOff])
  // Not http's own close: that would also end connections on which a request is just arriving.
  Server.prototype.close.call(server)
  await Promise.race([sleep(Math.min(lingerMs, timeoutMs)).then(() => app.idle()), cutOff])
  server.closeAllConnections()
}
