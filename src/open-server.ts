import { randomUUID } from 'node:crypto'
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { Config } from './config/config.ts'
import type { HttpLimits } from './http-limits.ts'
import type { Metrics } from './metrics/metrics.ts'
import { longestUrl } from './plugins/negotiation.ts'
import { answerError } from './plugins/problem-answers.ts'
import { answerParserError, rawProblem, rememberAnswers } from './plugins/raw-answers.ts'
import { watchRequest, type RequestWatcher } from './plugins/watch-requests.ts'
import { Failure } from './problems/failure.ts'

export interface ServerDependencies {
  readonly logger: FastifyBaseLogger
  readonly metrics: Metrics
  readonly watchers: readonly RequestWatcher[]
  /** Whether answers end their connection. */
  readonly isShuttingDown: () => boolean
  readonly limits: HttpLimits
}

const requestIdPattern = /^[A-Za-z0-9._-]{1,128}$/

/** A server without routes, on which whatever happens before there is a route is answered with a problem. */
export function openServer(
  { trustProxy }: Config,
  { logger, metrics, watchers, isShuttingDown, limits }: ServerDependencies
): FastifyInstance {
  const app = fastify({
    loggerInstance: logger,
    childLoggerFactory: (parent) => parent,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.maxBodyBytes,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    trustProxy: trustedProxies(trustProxy),
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    genReqId: ({ headers }) => {
      const asked = headers['x-request-id']
      return typeof asked === 'string' && requestIdPattern.test(asked) ? asked : randomUUID()
    },
    ajv: {
      customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, allErrors: true, strict: false }
    },
    clientErrorHandler: (error, socket) => {
      const refused = answerParserError(error, socket, logger)
      if (refused !== null) metrics.countRefused(refused.status)
    },
    frameworkErrors: (error, request, reply) => {
      watchRequest(request, reply, watchers)
      answerError(error, request, reply)
    },
    // Longer targets are refused before; Fastify has no problem answer for a long parameter.
    routerOptions: { maxParamLength: longestUrl },
    http: {
      headersTimeout: limits.headersTimeoutMs,
      connectionsCheckingInterval: limits.checkIntervalMs,
      maxHeaderSize: limits.maxHeaderBytes,
      // Node would answer a missing Host by itself, without a problem document.
      requireHostHeader: false
    }
  })
  app.setSerializerCompiler(() => JSON.stringify)
  app.removeContentTypeParser('text/plain')
  rememberAnswers(app.server)
  app.server.on('connect', (_request, socket) => {
    const refused = new Failure('method-not-allowed', {
      detail: 'this is no proxy',
      headers: { allow: 'GET, HEAD, POST' }
    })
    metrics.countRefused(refused.status)
    socket.end(rawProblem(refused, randomUUID()))
  })
  // RFC 9110, 10.1.1 lets a server pass over expectations it does not know; Node would answer 417 by itself.
  app.server.on('checkExpectation', (request, response) => void app.server.emit('request', request, response))
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isShuttingDown()) reply.header('connection', 'close')
    done(null, payload)
  })
  return app
}

/** A number of hops as the function that Fastify takes for it. */
function trustedProxies(
  trust: Config['trustProxy']
): Exclude<Config['trustProxy'], number> | ((address: string, hop: number) => boolean) {
  return typeof trust === 'number' ? (_address, hop) => hop < trust : trust
}
