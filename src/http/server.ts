import { randomUUID } from 'node:crypto'
import { createServer, METHODS } from 'node:http'
import type { Socket } from 'node:net'
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { Config } from '../config/config.ts'
import type { HttpLimits } from './limits.ts'
import type { Metrics } from '../observability/metrics/metrics.ts'
import { readJsonBodies } from './wire/json-body.ts'
import { requestIdOf } from './wire/request-head.ts'
import { routableUrl } from './wire/request-target.ts'
import { answerParserError, endWith, rawProblem, rememberAnswers } from './wire/answer-parser-error.ts'
import { Failure } from '../problems/failure.ts'

export interface ServerDependencies {
  readonly logger: FastifyBaseLogger
  readonly metrics: Metrics
  /** Whether answers end their connection. */
  readonly isShuttingDown: () => boolean
  readonly limits: HttpLimits
}

/** How many times as much of a request's head as may be sent is read before the connection is given up. */
const parserBytes = 4

const methods: ReadonlySet<string> = new Set(METHODS)

/** A server without routes, on which whatever happens before there is a route is answered with a problem. */
export function openServer(
  { trustProxy }: Config,
  { logger, metrics, isShuttingDown, limits }: ServerDependencies
): FastifyInstance {
  const refuse = (error: { code?: string }, socket: Socket): void => {
    answerParserError(error, socket, logger, ({ status }) => metrics.countRefused(status))
  }
  const httpOptions = {
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    headersTimeout: limits.headersTimeoutMs,
    connectionsCheckingInterval: limits.checkIntervalMs,
    // More than is taken, so that what is too long can be told in the usual way and with its name.
    maxHeaderSize: parserBytes * limits.maxHeaderBytes,
    // Node would answer a missing Host by itself, without a problem document.
    requireHostHeader: false
  }
  const app = fastify({
    loggerInstance: logger,
    childLoggerFactory: (parent) => parent,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.maxBodyBytes,
    trustProxy: trustedProxies(trustProxy),
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    genReqId: ({ headers }) => requestIdOf(headers),
    ajv: {
      customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, allErrors: true, strict: false }
    },
    clientErrorHandler: refuse,
    serverFactory: (handle) =>
      createServer(httpOptions, (request, response) => {
        // Node's parser lets methods of other protocols through, such as RTSP's, for which Fastify has no answer.
        if (methods.has(request.method ?? '')) handle(request, response)
        else refuse({ code: 'HPE_INVALID_METHOD' }, request.socket)
      }).setTimeout(limits.stallTimeoutMs),
    rewriteUrl: ({ url = '/' }) => routableUrl(url),
    // A part of a path may be as long as Node takes a whole target to be: what is too long is refused with the rest.
    routerOptions: { maxParamLength: parserBytes * limits.maxHeaderBytes }
  })
  app.setSerializerCompiler(() => JSON.stringify)
  readJsonBodies(app)
  rememberAnswers(app.server)
  app.server.on('connect', (_request, socket) => {
    const refused = new Failure('method-not-allowed', {
      detail: 'this is no proxy',
      headers: { allow: 'GET, HEAD, POST' }
    })
    metrics.countRefused(refused.status)
    endWith(socket, rawProblem(refused, { path: '/', requestId: randomUUID() }))
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
