import { randomUUID } from 'node:crypto'
import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { FastifyBaseLogger } from 'fastify'
import type { Failure } from '../../problems/failure.ts'
import { problemHeaders, toProblem } from '../../problems/to-problem.ts'
import { parserFailure } from './map-parser-error.ts'
import { problemMediaType } from '../hooks/problem-answers.ts'
import { requestIdOf } from './request-head.ts'
import { pathOf } from './request-target.ts'
import { dataHeaders } from '../hooks/response-headers.ts'

interface Answer {
  readonly response: ServerResponse
  /** The one that has to go out before; null where that is done. */
  readonly before: Answer | null
}

/** The last answer that was begun on a connection. Requests may be sent without waiting for answers, which keep their order. */
const answers = new WeakMap<Duplex, Answer>()

/** Connections whose next bytes nobody reads any more: what was refused on them is the last. */
const refused = new WeakSet<Duplex>()

/** From now on `answerParserError` knows which of the server's connections have an answer on them. */
export function rememberAnswers(server: Server): void {
  server.on('request', ({ socket }, response) => {
    const before = answers.get(socket) ?? null
    answers.set(socket, { response, before: before !== null && isDue(before) ? before : null })
  })
}

/**
 * Answers what the HTTP parser refused, or what did not arrive in time: there is no request yet, only a socket. Earlier requests
 * on it have their answers first. Calls `onAnswer` with what it was answered with, unless nobody is there to hear it.
 */
export function answerParserError(
  error: { code?: string; rawPacket?: unknown },
  socket: Socket,
  log: FastifyBaseLogger,
  onAnswer: (failure: Failure) => void
): void {
  if (refused.has(socket) && socket.writable) return
  refused.add(socket)
  const last = answers.get(socket) ?? null
  const isBroken = last !== null && !last.response.req.complete
  // A second answer to the same request would be read as the rest of the first.
  if (error.code === 'ECONNRESET' || !socket.writable || (isBroken && last.response.headersSent)) {
    socket.destroy()
    return
  }
  const before = isBroken ? last.before : last
  const about = isBroken ? aboutOf(last.response.req) : { path: '/', requestId: randomUUID() }
  const answer = (): void => {
    if (socket.writable) onAnswer(refuse(error, about, socket, log))
  }
  if (before !== null && isDue(before)) before.response.once('close', answer)
  else answer()
}

/** Whether it is not all sent yet. */
function isDue({ response }: Answer): boolean {
  return !response.writableFinished
}

/** Where a request was sent, and its id. */
interface About {
  readonly path: string
  readonly requestId: string
}

function aboutOf({ url = '/', headers }: IncomingMessage): About {
  return { path: pathOf(url), requestId: requestIdOf(headers) }
}

function refuse(
  error: { code?: string; rawPacket?: unknown },
  about: About,
  socket: Socket,
  log: FastifyBaseLogger
): Failure {
  const failure = parserFailure(error)
  const { requestId } = about
  log.info(
    { requestId, method: null, route: null, status: failure.status, slug: failure.slug, durationMs: 0 },
    'request'
  )
  endWith(socket, rawProblem(failure, about))
  return failure
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
export function rawProblem(failure: Failure, about: About): string {
  const body = JSON.stringify(toProblem(failure, about))
  const headers = {
    ...dataHeaders,
    'content-type': problemMediaType,
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    'x-request-id': about.requestId,
    ...problemHeaders(failure),
    connection: 'close'
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status]}`, ...lines, '', body].join('\r\n')
}
