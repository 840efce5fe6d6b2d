import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { logDefect } from '../../observability/logger.ts'
import { Abandoned, Failure } from '../../problems/failure.ts'
import { problemHeaders, toProblem } from '../../problems/to-problem.ts'
import { frameworkFailure } from './map-fastify-error.ts'
import { pathOf } from '../wire/request-target.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** The slug of the problem it carries, for the log; null for a success. */
    slug: string | null
  }
}

export const problemMediaType = 'application/problem+json'

/** Every error of every layer within Fastify leaves as a problem document. */
export function answerProblems(app: FastifyInstance): void {
  app.decorateReply('slug', null)
  app.setErrorHandler<FastifyError>(answerError)
  // Unknown paths are refused before; this is for plugins that look for a file and find none.
  app.setNotFoundHandler(() => {
    throw new Failure('not-found', { detail: 'nothing is served under this path' })
  })
}

function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Abandoned) return reply.hijack()
  const failure = error instanceof Failure ? error : frameworkFailure(error)
  // One that is a Failure already was logged where it was noticed.
  if (!(error instanceof Failure) && failure.slug === 'internal-error') logDefect(request.log, request.id, error)
  reply.slug = failure.slug
  const path = pathOf(request.originalUrl)
  return reply
    .code(failure.status)
    .headers(problemHeaders(failure))
    .header('cache-control', 'no-store')
    .type(problemMediaType)
    .send(JSON.stringify(toProblem(failure, { path, requestId: request.id })))
}
