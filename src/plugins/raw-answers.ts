import { randomUUID } from 'node:crypto'
import { STATUS_CODES, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { FastifyBaseLogger } from 'fastify'
import type { Failure } from '../problems/failure.ts'
import { problemHeaders, toProblem } from '../problems/problem.ts'
import { parserFailure } from './parser-failure.ts'
import { problemMediaType } from './problem-answers.ts'
import { dataHeaders } from './response-headers.ts'

/** The last answer that was begun on a connection. */
const answers = new WeakMap<Duplex, ServerResponse>()

/** From now on `answerParserError` knows which of the server's connections have an answer on them. */
export function rememberAnswers(server: Server): void {
  server.on('request', (request, response) => void answers.set(request.socket, response))
}

/**
 * Answers what the HTTP parser refused, or what did not arrive in time: there is no request yet, only a socket. Returns what it
 * was answered with, null where nobody is there to hear it.
 */
export function answerParserError(
  error: { code?: string; rawPacket?: unknown },
  socket: Socket,
  log: FastifyBaseLogger
): Failure | null {
  if (error.code === 'ECONNRESET' || !socket.writable || hasAnswer(socket)) {
    socket.destroy()
    return null
  }
  const failure = parserFailure(error)
  const requestId = randomUUID()
  log.info(
    { requestId, method: null, route: null, status: failure.status, slug: failure.slug, durationMs: 0 },
    'request'
  )
  endWith(socket, rawProblem(failure, requestId))
  return failure
}

/** Whether the request in question has its answer, or a part of it: a second one would be read as the rest of the first. */
function hasAnswer(socket: Socket): boolean {
  const answer = answers.get(socket)
  return answer !== undefined && answer.headersSent && !(answer.writableFinished && answer.req.complete)
}

/** How long the other side may take to end its half of a connection that had its last answer. */
const lingerMs = 1000

/** Sends the last bytes of a connection that HTTP is done with, and sees to it that it ends. */
export function endWith(socket: Duplex, bytes: string): void {
  socket.end(bytes)
  // What nobody reads would keep the connection open forever.
  socket.resume()
  const timer = setTimeout(() => socket.destroy(), lingerMs)
  socket.once('close', () => clearTimeout(timer))
}

/** A problem as bytes of an HTTP/1.1 response that ends its connection. */
export function rawProblem(failure: Failure, requestId: string): string {
  const body = JSON.stringify(toProblem(failure, { path: '/', requestId }))
  const headers = {
    ...dataHeaders,
    'content-type': problemMediaType,
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    'x-request-id': requestId,
    ...problemHeaders(failure),
    connection: 'close'
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status]}`, ...lines, '', body].join('\r\n')
}
