import { Server } from 'node:net'
import { setImmediate as eventLoopTurn, setTimeout as sleep } from 'node:timers/promises'
import type { BaseLogger } from 'pino'
import type { App } from '../app.ts'
import { countRequests, type RunningRequests } from './running-requests.ts'
import { handleSignals } from './signals.ts'

/**
 * Max time in which new connections are still accepted; a tenth of the timeout if that is less. Meanwhile a load balancer sees
 * `/readyz` fail, and answers close their connections.
 */
const maxNoticeMs = 1000

/** Time without a request after the last answer, before connections are closed. A request may still arrive. */
const lingerMs = 200

/**
 * Max length of each of the last three steps within the timeout: answer cut-off requests, close connections, exit. A twentieth of
 * the timeout if that is less.
 */
const maxStepMs = 500

/** Max time to send the remaining traces and to close other connections, if the timeout has that much left. */
const maxCloseMs = 2000

/** Max turns of the event loop for accepting the backlog. */
const maxTurns = 1000

interface ShutdownOptions {
  readonly timeoutMs: number
  readonly logger: Pick<BaseLogger, 'info'>
  /** Ends the process. */
  readonly exit: (code: number) => void
}

/**
 * Shuts down on SIGTERM or SIGINT as described in docs/decisions/0008-shutdown-in-steps.md. It reports not ready, refuses new
 * connections soon after, finishes every accepted request, and exits with 0 within `timeoutMs`. Requests that run too long are
 * answered with `shutting-down`. An instance that never had a connection exits at once. A second signal exits with 1 at once. The
 * server for `ADMIN_PORT` answers until the end.
 */
export function gracefulShutdown(app: App, { timeoutMs, logger, exit }: ShutdownOptions): void {
  const running = countRequests(app.server.server)
  const contact = { made: false }
  for (const server of [app.server, app.admin]) server?.server.once('connection', () => (contact.made = true))
  let started = false
  handleSignals((signal) => {
    if (started) return exit(1)
    started = true
    logger.info({ signal }, 'shutting down')
    app.announceShutdown()
    const endsAt = performance.now() + timeoutMs
    void emptyBacklog(app.server.server)
      .then(() => (contact.made ? shutDown(app, running, endsAt) : undefined))
      .then(() => exit(0))
  })
}

async function shutDown(app: App, running: RunningRequests, endsAt: number): Promise<void> {
  const { server } = app.server
  const timeoutMs = endsAt - performance.now()
  const stepMs = Math.min(maxStepMs, timeoutMs / 20)
  const cutOff = sleep(timeoutMs - 3 * stepMs, undefined, { ref: false })
  await sleep(Math.min(maxNoticeMs, timeoutMs / 10))
  await Promise.race([emptyBacklog(server), cutOff])
  // Not http's own close, which also ends idle connections. A request may be arriving on one.
  Server.prototype.close.call(server)
  await Promise.race([lastAnswer(running), cutOff])
  app.cutOff()
  await Promise.race([running.finished(), sleep(stepMs)])
  server.closeAllConnections()
  // Each request is logged when its socket has closed.
  await Promise.race([running.finished(), sleep(stepMs)])
  await Promise.race([app.server.close(), sleep(Math.min(maxCloseMs, endsAt - stepMs - performance.now()))])
}

/**
 * Accepts the connections in the listener's backlog, because the kernel resets them when the listener closes. Each turn of the
 * event loop accepts one. After a turn that accepts none, the backlog is empty.
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

/** Resolves when no request is running and none arrived for a while. */
async function lastAnswer(running: RunningRequests): Promise<void> {
  do {
    await running.finished()
    await sleep(lingerMs)
    // Reads requests that arrived while the event loop was busy.
    await eventLoopTurn()
  } while (running.count > 0)
}
