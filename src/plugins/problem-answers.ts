import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { randomUUID } from 'node:crypto'
import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CallerLeft, Failure } from '../problems/failure.ts'
import { problemHeaders, toProblem } from '../problems/problem.ts'
import { frameworkFailure } from './framework-failure.ts'
import { parserFailure } from './parser-failure.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** The slug of the problem it carries, for the log; null for a success. */
    slug: string | null
  }
}

const mediaType = 'application/problem+json'

/** Every error of every layer within Fastify leaves as a problem document. */
export function answerProblems(app: FastifyInstance): void {
  app.decorateReply('slug', null)
  app.setErrorHandler<FastifyError>(answerError)
  // Unknown paths are refused before; this is for plugins that look for a file and find none.
  app.setNotFoundHandler(() => {
    throw new Failure('not-found', { detail: 'nothing is served under this path' })
  })
}

/** Answers any error on a request. Also for those that Fastify finds before it has a route. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof CallerLeft) return reply.hijack()
  const failure = error instanceof Failure ? error : frameworkFailure(error)
  if (failure.slug === 'internal-error') request.log.error({ requestId: request.id, err: error }, 'internal error')
  reply.slug = failure.slug
  const [path = '/'] = request.url.split('?', 1)
  return reply
    .code(failure.status)
    .headers(problemHeaders(failure))
    .header('x-request-id', request.id)
    .header('cache-control', 'no-store')
    .type(mediaType)
    .send(JSON.stringify(toProblem(failure, { path, requestId: request.id })))
}

/** Answers what the HTTP parser refused: there is no request yet, only a socket. */
export function answerParserError(
  error: { code?: string; rawPacket?: unknown },
  socket: Socket,
  log: FastifyBaseLogger
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const failure = parserFailure(error)
  const requestId = randomUUID()
  log.info(
    { requestId, method: null, route: null, status: failure.status, slug: failure.slug, durationMs: 0 },
    'request'
  )
  socket.end(rawProblem(failure, requestId))
}

/** A problem as bytes of an HTTP/1.1 response that ends its connection. */
export function rawProblem(failure: Failure, requestId: string): string {
  const body = JSON.stringify(toProblem(failure, { path: '/', requestId }))
  const headers = {
    'content-type': mediaType,
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    'x-request-id': requestId,
    ...problemHeaders(failure),
    connection: 'close'
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status]}`, ...lines, '', body].join('\r\n')
}
