import { randomUUID } from 'node:crypto'
import accepts from '@fastify/accepts'
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { accountSchema } from './accounts/account.ts'
import { accountsPageSchema, reportSchema, warningSchema } from './accounts/page.ts'
import type { Config } from './config/config.ts'
import { refuseOtherMethods, rememberPaths } from './plugins/method-not-allowed.ts'
import { longestUrl, refuseEarly } from './plugins/negotiation.ts'
import { describeApi, serveDocument } from './plugins/openapi.ts'
import { answerError, answerParserError, answerProblems, rawProblem } from './plugins/problem-answers.ts'
import { logRequests } from './plugins/request-log.ts'
import { addResponseHeaders } from './plugins/response-headers.ts'
import { Failure } from './problems/failure.ts'
import { problemSchema, problemSummarySchema } from './problems/problem.ts'
import { accountsRoutes } from './routes/accounts.ts'
import { exportRoutes } from './routes/export.ts'
import { healthRoutes } from './routes/health.ts'
import { lookupKeySchema } from './routes/lookup-keys.ts'
import { lookupResultSchema, lookupResultsSchema, lookupRoutes } from './routes/lookup.ts'
import { problemsRoutes, problemTypeSchema } from './routes/problems.ts'
import { sourcesRoutes, sourceSchema } from './routes/sources.ts'
import { connectSources, isList } from './sources/connection.ts'
import type { SourceDefinition } from './sources/source.ts'

export interface AppDependencies {
  readonly logger: FastifyBaseLogger
  readonly registry: readonly SourceDefinition[]
}

export interface App {
  readonly server: FastifyInstance
  /** From now on `/readyz` says that the instance is shutting down, and answers end their connection; all else goes on. */
  announceShutdown(): void
  /** Resolves when no request runs. */
  idle(): Promise<void>
}

/** Room for 50 lookup keys of the longest kind. */
const bodyLimitBytes = 131_072
/** How long a request may take to arrive whole. */
const requestTimeoutMs = 30_000
const requestIdPattern = /^[A-Za-z0-9._-]{1,128}$/

/** The whole service, not listening yet: plugins, routes and problem handling in the order in which they act. */
export async function buildApp(config: Config, { logger, registry }: AppDependencies): Promise<App> {
  let shuttingDown = false
  const app = fastify({
    loggerInstance: logger,
    childLoggerFactory: (parent) => parent,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    trustProxy: trustedProxies(config.trustProxy),
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    genReqId: ({ headers }) => {
      const asked = headers['x-request-id']
      return typeof asked === 'string' && requestIdPattern.test(asked) ? asked : randomUUID()
    },
    ajv: {
      customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, allErrors: true, strict: false }
    },
    clientErrorHandler: (error, socket) => answerParserError(error, socket, logger),
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
    // Longer targets are refused before; Fastify has no problem answer for a long parameter.
    routerOptions: { maxParamLength: longestUrl },
    // Node would answer a missing Host by itself, without a problem document.
    http: { requireHostHeader: false }
  })
  const connections = connectSources(registry, config)
  const lists = connections.filter(isList)
  const lookup = connections.find((connection) => !isList(connection))
  const ids = registry.map(({ id }) => id)

  app.setSerializerCompiler(() => JSON.stringify)
  app.removeContentTypeParser('text/plain')
  for (const schema of [
    accountSchema(ids),
    warningSchema,
    reportSchema(ids),
    accountsPageSchema,
    problemSummarySchema
  ]) {
    app.addSchema(schema)
  }
  for (const schema of [lookupKeySchema, lookupResultSchema, lookupResultsSchema]) app.addSchema(schema)
  for (const schema of [problemSchema, sourceSchema(ids), problemTypeSchema]) app.addSchema(schema)

  await app.register(accepts)
  const paths = rememberPaths(app)
  addResponseHeaders(app)
  logRequests(app)
  answerProblems(app)
  refuseEarly(app)
  await describeApi(app)
  serveDocument(app)
  await app.register(accountsRoutes, { lists, registry })
  await app.register(exportRoutes, { lists, registry })
  if (lookup !== undefined && !isList(lookup)) await app.register(lookupRoutes, { connection: lookup, registry })
  await app.register(sourcesRoutes, { connections })
  await app.register(problemsRoutes)
  await app.register(healthRoutes, { isShuttingDown: () => shuttingDown })
  refuseOtherMethods(app, paths)
  app.server.on('connect', (_request, socket) => {
    socket.end(
      rawProblem(
        new Failure('method-not-allowed', { detail: 'this is no proxy', headers: { allow: 'GET, HEAD, POST' } }),
        randomUUID()
      )
    )
  })
  // RFC 9110, 10.1.1 lets a server pass over expectations it does not know; Node would answer 417 by itself.
  app.server.on('checkExpectation', (request, response) => void app.server.emit('request', request, response))
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (shuttingDown) reply.header('connection', 'close')
    done(null, payload)
  })
  app.addHook('onClose', async () => {
    await Promise.all(connections.map(({ client }) => client.close()))
  })
  const idle = watchRequests(app)
  await app.ready()
  return {
    server: app,
    idle,
    announceShutdown() {
      shuttingDown = true
    }
  }
}

function watchRequests(app: FastifyInstance): () => Promise<void> {
  let running = 0
  const waiting = new Set<() => void>()
  app.server.on('request', (_request, response) => {
    running++
    response.once('close', () => {
      running--
      if (running > 0) return
      for (const resolve of waiting) resolve()
      waiting.clear()
    })
  })
  return () => (running === 0 ? Promise.resolve() : new Promise((resolve) => waiting.add(resolve)))
}

/** A number of hops as the function that Fastify takes for it. */
function trustedProxies(
  trust: Config['trustProxy']
): Exclude<Config['trustProxy'], number> | ((address: string, hop: number) => boolean) {
  return typeof trust === 'number' ? (_address, hop) => hop < trust : trust
}
