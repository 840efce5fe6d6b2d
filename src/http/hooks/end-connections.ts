import type { FastifyInstance } from 'fastify'

/** The state of the process. */
export interface Lifecycle {
  readonly isShuttingDown: boolean
  /** Whether the time for running requests is over. A request that then ends without an answer was cut off. */
  readonly isCutOff: boolean
}

/** During shutdown every answer closes its connection, so that the next request goes to another instance. */
export function endConnections(app: FastifyInstance, { lifecycle }: { readonly lifecycle: Lifecycle }): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (lifecycle.isShuttingDown) reply.header('connection', 'close')
    done(null, payload)
  })
}
