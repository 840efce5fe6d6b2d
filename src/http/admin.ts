import type { FastifyInstance } from 'fastify'
import { healthRoutes, type HealthOptions } from './routes/health.ts'
import { metricsRoutes, type MetricsOptions } from './routes/metrics.ts'
import { openServer, type ServerOptions } from './server.ts'

export type OperationsOptions = HealthOptions & MetricsOptions

/**
 * The server for `ADMIN_PORT`, not listening yet. Without authentication, rate limit and tracing; otherwise like the main server.
 */
export async function openAdminServer(options: ServerOptions, operations: OperationsOptions): Promise<FastifyInstance> {
  return openServer(
    { ...options, tracer: null, corsOrigins: [], maxEventLoopDelayMs: 0, auth: { mode: 'none' }, rateLimit: null },
    (app) => addOperations(app, operations)
  )
}

/** Adds the routes for probes and Prometheus. */
export async function addOperations(app: FastifyInstance, operations: OperationsOptions): Promise<void> {
  await app.register(healthRoutes, operations)
  await app.register(metricsRoutes, operations)
}
