import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { logDefect } from '../../observability/logger.ts'
import { Abandoned, Failure } from '../../problems/failure.ts'
import { problemHeaders, problemMediaType, toProblem } from '../../problems/to-problem.ts'
import type { HttpLimits } from '../limits.ts'
import { mapFastifyError } from './map-fastify-error.ts'
import { pathOf } from '../wire/request-target.ts'

/** Answers every error within Fastify with a problem document. */
export function answerProblems(app: FastifyInstance, { limits }: { readonly limits: HttpLimits }): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (error instanceof Abandoned) return reply.hijack()
    if (error instanceof Failure) return sendProblem(error, request, reply)
    const failure = mapFastifyError(error, limits)
    // A Failure was logged where it occurred.
    if (failure.slug === 'internal-error') logDefect(request.log, request.id, error)
    return sendProblem(failure, request, reply)
  })
  // Unknown paths are refused earlier. This is for plugins that do not find a file.
  app.setNotFoundHandler(() => {
    throw new Failure('not-found', { detail: 'there is no such path; see /docs' })
  })
}

function sendProblem(failure: Failure, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.slug = failure.slug
  const path = pathOf(request.originalUrl)
  return reply
    .code(failure.status)
    .headers(problemHeaders(failure))
    .header('cache-control', 'no-store')
    .type(problemMediaType)
    .send(JSON.stringify(toProblem(failure, { path, requestId: request.id, publicPath: request.server.publicPath })))
}
