import accepts from '@fastify/accepts'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { sharedSchemas } from './model/schemas.ts'
import { addOperations, buildAdmin } from './http/admin.ts'
import type { Config } from './config/config.ts'
import { httpLimits, type HttpLimits } from './http/limits.ts'
import { createMetrics } from './observability/metrics/metrics.ts'
import { openServer } from './http/server.ts'
import { admitCallers, identifyCallers } from './http/hooks/authenticate.ts'
import { allowOrigins } from './http/hooks/cors.ts'
import { shedLoad } from './http/hooks/load-shedding.ts'
import { refuseOtherMethods, rememberPaths } from './http/hooks/method-not-allowed.ts'
import { refuseEarly } from './http/hooks/refuse-early.ts'
import { describeApi, serveDocument } from './http/document/describe.ts'
import { answerProblems } from './http/hooks/problem-answers.ts'
import { limitRate } from './http/hooks/rate-limit.ts'
import { requestLog } from './observability/request-events.ts'
import { addResponseHeaders } from './http/hooks/response-headers.ts'
import { watchRequests } from './http/hooks/watch-requests.ts'
import { connectRedis } from './redis.ts'
import { accountsRoutes } from './http/routes/accounts.ts'
import { explorerRoutes } from './http/routes/explorer.ts'
import { exportRoutes } from './http/routes/export.ts'
import { lookupRoutes } from './http/routes/lookup.ts'
import { problemsRoutes } from './http/routes/problems.ts'
import { sourcesRoutes } from './http/routes/sources.ts'
import { openSources, isList } from './sources/open-sources.ts'
import { observeCalls } from './observability/call-events.ts'
import { originsIn } from './sources/origins.ts'
import type { SourceDefinition } from './sources/source.ts'
import { openTracer, traceRequests } from './observability/tracing/open-tracer.ts'
import { memoryStore, sharedStore } from './upstream/cache-store.ts'

export interface AppDependencies {
  readonly logger: FastifyBaseLogger
  readonly registry: readonly SourceDefinition[]
  readonly limits?: HttpLimits
}

export interface App {
  readonly server: FastifyInstance
  /** Where the operations' routes are with `ADMIN_PORT`; null without. It ends with the server, as the last. */
  readonly admin: FastifyInstance | null
  /** From now on `/readyz` says that the instance is shutting down, and answers end their connection; all else goes on. */
  announceShutdown(): void
  /** Requests that run now. */
  running(): number
  /** Resolves when none does. */
  idle(): Promise<void>
}

/** The whole service, not listening yet: plugins, routes and problem handling in the order in which they act. */
export async function buildApp(
  config: Config,
  { logger, registry, limits = httpLimits }: AppDependencies
): Promise<App> {
  let shuttingDown = false
  const metrics = createMetrics()
  const tracer = await openTracer(config.tracing, logger)
  const frame = {
    logger,
    metrics,
    watchers: [requestLog, metrics.requests],
    isShuttingDown: () => shuttingDown,
    limits
  }
  const app = openServer(config, frame)
  const admin = config.adminPort === null ? null : await buildAdmin(config, frame)
  const redis = config.redisUrl === null ? null : connectRedis(config.redisUrl, logger)
  const store = redis === null ? memoryStore(config.cache.maxBytes) : sharedStore(redis)
  const connections = openSources(registry, config, {
    observer: observeCalls(logger, metrics.observer),
    store
  })
  metrics.watchSources(connections)
  const lists = connections.filter(isList)
  const hasLists = lists.length > 0
  const lookup = connections.find((connection) => !isList(connection))
  const ids = registry.map(({ id }) => id)
  for (const schema of sharedSchemas(ids, originsIn(registry))) app.addSchema(schema)

  await app.register(accepts)
  const paths = rememberPaths(app)
  addResponseHeaders(app)
  watchRequests(app, [...frame.watchers, traceRequests(app, tracer)])
  answerProblems(app)
  await allowOrigins(app, config.corsOrigins)
  await shedLoad(app, config.maxEventLoopDelayMs)
  identifyCallers(app, config.auth)
  await limitRate(app, config.rateLimit, redis)
  refuseEarly(app, limits)
  admitCallers(app, config.auth)
  await describeApi(app, config.auth.mode)
  serveDocument(app)
  if (hasLists) await app.register(accountsRoutes, { lists, registry })
  if (lookup !== undefined && !isList(lookup)) await app.register(lookupRoutes, { connection: lookup, registry })
  if (hasLists) await app.register(exportRoutes, { lists, registry })
  await app.register(sourcesRoutes, { connections })
  await app.register(problemsRoutes)
  await app.register(explorerRoutes, { enabled: config.explorer && hasLists })
  if (admin === null) await addOperations(app, frame)
  refuseOtherMethods(app, paths)
  app.addHook('onClose', async () => {
    await Promise.all(connections.map(({ client }) => client.close()))
    redis?.close()
    await tracer.close()
    await admin?.close()
  })
  const { running, idle } = countRunning(app)
  await app.ready()
  return {
    server: app,
    admin,
    running,
    idle,
    announceShutdown() {
      shuttingDown = true
    }
  }
}

function countRunning(app: FastifyInstance): Pick<App, 'running' | 'idle'> {
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
  return {
    running: () => running,
    idle: () => (running === 0 ? Promise.resolve() : new Promise((resolve) => waiting.add(resolve)))
  }
}
