import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { rights } from './callers/caller.ts'
import type { Config } from './config/config.ts'
import { addOperations, openAdminServer } from './http/admin.ts'
import { describeApi } from './http/document/describe.ts'
import { httpLimits, type HttpLimits } from './http/limits.ts'
import { accountRoutes } from './http/routes/account.ts'
import { accountsRoutes } from './http/routes/accounts.ts'
import { explorerRoutes } from './http/routes/explorer.ts'
import { exportRoutes } from './http/routes/export.ts'
import { lookupRoutes } from './http/routes/lookup.ts'
import { meRoutes } from './http/routes/me.ts'
import { problemsRoutes } from './http/routes/problems.ts'
import { sourcesRoutes } from './http/routes/sources.ts'
import { openServer, type ServerOptions } from './http/server.ts'
import { sharedSchemas } from './model/schemas.ts'
import { observeCalls } from './observability/call-events.ts'
import { createMetrics } from './observability/metrics/metrics.ts'
import { eventLogger } from './observability/logger.ts'
import { observeRequests } from './observability/request-events.ts'
import { openTracer } from './observability/tracing/open-tracer.ts'
import type { RedisConnection } from './redis.ts'
import { shuttingDown } from './problems/failure.ts'
import { isList, openSources } from './sources/open-sources.ts'
import { originsIn } from './sources/origins.ts'
import type { SourceDefinition } from './sources/source.ts'
import { memoryStore, sharedStore } from './upstream/cache-store.ts'

export interface AppDependencies {
  readonly logger: Logger
  readonly registry: readonly SourceDefinition[]
  readonly limits?: HttpLimits
}

export interface App {
  readonly server: FastifyInstance
  /** The server for `ADMIN_PORT`; null without. It closes last, together with the main server. */
  readonly admin: FastifyInstance | null
  /** Makes `/readyz` report the shutdown, and answers close their connections. */
  announceShutdown(): void
  /** Ends every upstream call, running or future, as `shutting-down`. */
  cutOff(): void
}

/** The composition root: creates the whole service, not listening yet. http/hooks/index.ts has the order of the hooks. */
export async function buildApp(
  config: Config,
  { logger, registry, limits = httpLimits }: AppDependencies
): Promise<App> {
  for (const warning of config.warnings) logger.warn(warning)
  const metrics = createMetrics()
  const events = eventLogger(logger)
  const tracer = await openTracer(config.tracing, logger)
  const redis = await openRedis(config.redisUrl, logger)
  const sources = openSources(registry, config, {
    observer: observeCalls(events, metrics.calls),
    store: redis === null ? memoryStore(config.cache.maxBytes) : sharedStore(redis)
  })
  metrics.watchSources(sources)
  const lists = sources.filter(isList)
  const lookup = sources.find((source) => !isList(source))

  const lifecycle = { isShuttingDown: false, isCutOff: false }
  const operations = { lifecycle, metrics }
  const { trustProxy, publicPath, corsOrigins, maxEventLoopDelayMs, auth, rateLimit } = config
  const options: ServerOptions = {
    trustProxy,
    publicPath,
    corsOrigins,
    maxEventLoopDelayMs,
    auth,
    rateLimit,
    limits,
    lifecycle,
    logger,
    observer: observeRequests(events, metrics.requests),
    tracer,
    redis
  }
  const admin = config.adminPort === null ? null : await openAdminServer(options, operations)
  const server = await openServer(options, async (app) => {
    const ids = registry.map(({ id }) => id)
    for (const schema of sharedSchemas(ids, rights, originsIn(registry))) app.addSchema(schema)
    describeApi(app, { auth, publicPath, sources: sources.map(({ definition }) => definition) })
    if (lists.length > 0) await app.register(accountsRoutes, { lists })
    if (lookup !== undefined && !isList(lookup)) await app.register(lookupRoutes, { source: lookup })
    if (lists.length > 0) await app.register(exportRoutes, { lists })
    if (lists.length > 0) await app.register(accountRoutes, { sources })
    await app.register(sourcesRoutes, { sources })
    await app.register(meRoutes, { sources, rateLimit })
    await app.register(problemsRoutes)
    await app.register(explorerRoutes, { enabled: config.explorer && lists.length > 0 })
    if (admin === null) await addOperations(app, operations)
    app.addHook('onClose', async () => {
      await Promise.all(sources.map(({ client }) => client.close()))
      redis?.close()
      await tracer.close()
      await admin?.close()
    })
  })
  return {
    server,
    admin,
    announceShutdown() {
      lifecycle.isShuttingDown = true
    },
    cutOff() {
      lifecycle.isCutOff = true
      for (const { deadlines } of sources) deadlines.close(shuttingDown())
    }
  }
}

/** The library is loaded only if Redis is configured. */
async function openRedis(url: string | null, logger: Logger): Promise<RedisConnection | null> {
  if (url === null) return null
  const { connectRedis } = await import('./redis.ts')
  return connectRedis(url, logger)
}
