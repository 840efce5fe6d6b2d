import accepts from '@fastify/accepts'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/config.ts'
import { openServer, type ServerDependencies } from './server.ts'
import { refuseOtherMethods, rememberPaths } from './hooks/method-not-allowed.ts'
import { refuseEarly } from './hooks/refuse-early.ts'
import { answerProblems } from './hooks/problem-answers.ts'
import { addResponseHeaders } from './hooks/response-headers.ts'
import { watchRequests, type RequestWatcher } from './hooks/watch-requests.ts'
import { healthRoutes } from './routes/health.ts'
import { metricsRoutes } from './routes/metrics.ts'

/** The server for `ADMIN_PORT`, not listening yet: `/livez`, `/readyz` and `/metrics`, and all else as on the main one. */
export async function buildAdmin(
  config: Config,
  dependencies: ServerDependencies & { readonly watchers: readonly RequestWatcher[] }
): Promise<FastifyInstance> {
  const admin = openServer(config, dependencies)
  await admin.register(accepts)
  const paths = rememberPaths(admin)
  addResponseHeaders(admin)
  watchRequests(admin, dependencies.watchers)
  answerProblems(admin)
  refuseEarly(admin, dependencies.limits)
  await addOperations(admin, dependencies)
  refuseOtherMethods(admin, paths)
  await admin.ready()
  return admin
}

/** The routes for those who run the service, on whichever server has them. */
export async function addOperations(
  app: FastifyInstance,
  { isShuttingDown, metrics }: ServerDependencies
): Promise<void> {
  await app.register(healthRoutes, { isShuttingDown })
  await app.register(metricsRoutes, { text: metrics.text })
}
