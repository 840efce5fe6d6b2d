import type { FastifyInstance, FastifyRequest } from 'fastify'
import { rights, type Caller, type Right } from '../../callers/caller.ts'
import { identifyWith, type AuthSettings } from '../../callers/identify.ts'
import { credentialsNeeded, rightsMissing } from '../../callers/refusals.ts'
import { Failure } from '../../problems/failure.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; null where anyone may, and where nobody is known. */
    caller: Caller | null
    /** Why nobody is known. */
    callerFailure: Failure | null
  }
  interface FastifyContextConfig {
    /** Rights that a caller needs; `[]` lets in every one that is known, `nothing` anyone. Left out: all there are. */
    needs?: readonly Right[] | 'nothing'
  }
}

/**
 * First step: finds out who calls and refuses nobody yet, so that what counts requests by their caller can run before
 * `admitCallers`. A route that needs nothing does not look: it answers whatever becomes of the issuer of tokens.
 */
export function identifyCallers(app: FastifyInstance, auth: AuthSettings): void {
  app.decorateRequest('caller', null)
  app.decorateRequest('callerFailure', null)
  const identify = identifyWith(auth)
  if (identify === null) return
  app.addHook('onRequest', async (request) => {
    if (!request.is404 && request.routeOptions.config.needs === 'nothing') return
    try {
      request.caller = await identify(request.headers)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      request.callerFailure = error
      if (error.slug === 'unauthenticated') return
      request.log.warn({ requestId: request.id, err: error.cause }, 'callers cannot be known')
    }
  })
}

/** Second step: refuses whoever is not known, or lacks a right that the route needs. */
export function admitCallers(app: FastifyInstance, { mode }: AuthSettings): void {
  if (mode === 'none') return
  app.addHook('onRequest', (request, _reply, done) => done(refusalOf(request) ?? undefined))
}

function refusalOf({ caller, callerFailure, routeOptions }: FastifyRequest): Failure | null {
  const { needs = rights } = routeOptions.config
  if (needs === 'nothing') return null
  if (caller === null) return callerFailure ?? credentialsNeeded()
  const missing = needs.filter((right) => !caller.rights.includes(right))
  return missing.length === 0 ? null : rightsMissing(missing)
}
