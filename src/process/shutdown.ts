import { Server } from 'node:net'
import { setImmediate as eventLoopTurn, setTimeout as sleep } from 'node:timers/promises'
import type { BaseLogger } from 'pino'
import type { App } from '../app.ts'
import { countRequests, type RunningRequests } from './running-requests.ts'

/**
 * Max time in which new connections are still accepted; a tenth of the timeout where that is less. A load balancer sees
 * `/readyz` fail meanwhile, and answers end the connections that are in use.
 */
const maxNoticeMs = 1000

/** Time without a request after the last answer, before connections are closed: one may be on its way. */
const lingerMs = 200

/** Max time to send the remaining traces and to close connections to others. */
const maxCloseMs = 2000

/** Max turns of the event loop in which the backlog is accepted. */
const maxTurns = 1000

interface ShutdownOptions {
  readonly timeoutMs: number
  readonly logger: Pick<BaseLogger, 'info'>
  /** Ends the process. */
  readonly exit: (code: number) => void
}

/**
 * Shuts down on SIGTERM or SIGINT: reports not ready, refuses new connections soon after, finishes every accepted request and
 * exits with 0, as described in docs/decisions/0008-shutdown-in-steps.md. Requests that run longer than `timeoutMs` are cut
 * off. A second signal exits with 1 at once. The server for `ADMIN_PORT` answers until the end.
 */
export function gracefulShutdown(app: App, { timeoutMs, logger, exit }: ShutdownOptions): void {
  const running = countRequests(app.server.server)
  let started = false
  const onSignal = (signal: NodeJS.Signals): void => {
    if (started) return exit(1)
    started = true
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
  await sleep(Math.min(maxNoticeMs, timeoutMs / 10))
  await Promise.race([emptyBacklog(server), cutOff])
  // Not http's own close: it would also end idle connections, on which a request may be arriving.
  Server.prototype.close.call(server)
  await Promise.race([lastAnswer(running), cutOff])
  server.closeAllConnections()
  await Promise.race([app.server.close(), sleep(maxCloseMs)])
}

/**
 * Accepts the connections in the listener's backlog: the kernel resets them when the listener closes. A turn of the event loop
 * accepts one; after a turn that accepts none, the backlog is empty.
 */
async function emptyBacklog(server: Server): Promise<void> {
  let accepted = true
  const onConnection = (): void => {
    accepted = true
  }
  server.on('connection', onConnection)
  for (let turns = 0; turns < maxTurns && accepted; turns++) {
    accepted = false
    await eventLoopTurn()
  }
  server.off('connection', onConnection)
}

/** Resolves when no request runs, and none came for a while. */
async function lastAnswer(running: RunningRequests): Promise<void> {
  do {
    await running.finished()
    await sleep(lingerMs)
    // Reads what arrived while the event loop was busy.
    await eventLoopTurn()
  } while (running.count > 0)
}
