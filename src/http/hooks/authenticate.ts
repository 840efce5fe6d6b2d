import type { FastifyInstance, FastifyRequest } from 'fastify'
import { rights } from '../../callers/caller.ts'
import { identifyWith, type AuthSettings } from '../../callers/identify.ts'
import { credentialsNeeded, rightsMissing } from '../../callers/refusals.ts'
import { Failure } from '../../problems/failure.ts'

/**
 * First step: identifies the caller without refusing it, so that the rate limit by caller runs before `admitCallers`. A route
 * that needs nothing skips this: it must answer even if the token issuer is unavailable.
 */
export async function identifyCallers(app: FastifyInstance, { auth }: { readonly auth: AuthSettings }): Promise<void> {
  const identification = await identifyWith(auth, app.log)
  if (identification === null) return
  const { identify, close } = identification
  app.addHook('onClose', async () => close())
  app.addHook('onRequest', async (request) => {
    if (!request.is404 && request.routeOptions.config.needs === 'nothing') return
    try {
      request.caller = await identify(request.headers)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      request.callerFailure = error
      if (error.slug === 'unauthenticated') return
      request.log.warn({ requestId: request.id, err: error.cause }, 'callers cannot be authenticated')
    }
  })
}

/** Second step: refuses unknown callers, and callers that lack a right the route needs. */
export function admitCallers(app: FastifyInstance, { auth }: { readonly auth: AuthSettings }): void {
  if (auth.mode === 'none') return
  const credential = auth.mode === 'jwt' ? 'token' : 'key'
  app.addHook('onRequest', (request, _reply, done) => done(refusalOf(request, credential) ?? undefined))
}

function refusalOf(
  { caller, callerFailure, routeOptions, headers }: FastifyRequest,
  credential: 'key' | 'token'
): Failure | null {
  const { needs = rights } = routeOptions.config
  if (needs === 'nothing') return null
  if (caller === null) return callerFailure ?? credentialsNeeded(headers, credential)
  const missing = needs.filter((right) => !caller.rights.includes(right))
  return missing.length === 0 ? null : rightsMissing(missing)
}
