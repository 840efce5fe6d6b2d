import type { FastifyInstance } from 'fastify'

/** Where the process is between start and exit. */
export interface Lifecycle {
  readonly isShuttingDown: boolean
  /** Whether the time for running requests is over: what ends without an answer was cut off. */
  readonly isCutOff: boolean
}

/** While the instance shuts down, every answer ends its connection: the next request goes to another instance. */
export function endConnections(app: FastifyInstance, { lifecycle }: { readonly lifecycle: Lifecycle }): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (lifecycle.isShuttingDown) reply.header('connection', 'close')
    done(null, payload)
  })
}
