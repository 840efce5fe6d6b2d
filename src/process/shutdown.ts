import { Server } from 'node:net'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import type { BaseLogger } from 'pino'
import type { App } from '../app.ts'
import { countRequests, type RunningRequests } from './running-requests.ts'

/**
 * How long new connections are still taken, at most; a tenth of the timeout where that is less. Long enough for a load
 * balancer to see it in `/readyz`, and for connections in use to be ended by an answer.
 */
const noticeMs = 1000

/** How long connections stay open after the last answer: a request may be on the wire that nobody has read yet. */
const lingerMs = 200

/** How long what is left may take then: traces are sent, connections to others ended. */
const closeMs = 2000

/**
 * On SIGTERM or SIGINT: says that the instance is not ready, soon takes no new connections, lets every accepted request
 * finish, and exits with 0; see docs/decisions/0008-shutdown-in-steps.md. With `ADMIN_PORT`, that port answers until the very
 * end. What still runs after `timeoutMs` is cut off. A second signal ends the process at once.
 */
export function gracefulShutdown(
  app: App,
  timeoutMs: number,
  logger: Pick<BaseLogger, 'info'>,
  exit: (code: number) => void
): void {
  const running = countRequests(app.server.server)
  let begun = false
  const onSignal = (signal: NodeJS.Signals): void => {
    if (begun) return exit(1)
    begun = true
    logger.info({ signal }, 'shutting down')
    void shutDown(app, running, timeoutMs).then(() => exit(0))
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}

async function shutDown(app: App, running: RunningRequests, timeoutMs: number): Promise<void> {
  const { server } = app.server
  const cutOff = sleep(timeoutMs, undefined, { ref: false })
  app.announceShutdown()
  await sleep(Math.min(noticeMs, timeoutMs / 10))
  await Promise.race([quietTurn(server), cutOff])
  // Not http's own close: that would also end connections on which a request is just arriving.
  Server.prototype.close.call(server)
  await Promise.race([lastAnswer(server, running), cutOff])
  server.closeAllConnections()
  await Promise.race([app.server.close(), sleep(closeMs)])
}

/** Resolves when no request runs, and none came for a while. */
async function lastAnswer(server: Server, running: RunningRequests): Promise<void> {
  do {
    await running.finished()
    await sleep(lingerMs)
    await quietTurn(server)
  } while (running.count > 0)
}

/** A turn of the event loop that takes no longer had nothing to do. */
const quietMs = 0.1
const mostTurns = 1000

/**
 * Resolves right after a turn of the event loop without work. What the kernel took for the process, connections and bytes,
 * has then been read: closing its socket any other time would throw that away. After many busy turns it gives up.
 */
async function quietTurn(server: Server): Promise<void> {
  let connected = false
  const onConnection = (): void => {
    connected = true
  }
  server.on('connection', onConnection)
  for (let turns = 0; turns < mostTurns; turns++) {
    const startedAt = performance.now()
    // A turn takes one of the connections that wait, which may be quick.
    connected = false
    await turn()
    if (!connected && performance.now() - startedAt < quietMs) break
  }
  server.off('connection', onConnection)
}
