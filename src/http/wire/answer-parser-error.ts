import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { mapParserError } from './map-parser-error.ts'
import { refuseConnection, type RefusalContext, type RefusedRequest } from './refuse-connection.ts'
import { requestIdOf } from './request-head.ts'
import { pathOf } from './request-target.ts'

/** An error of Node's HTTP parser, or the timeout of a request. */
export interface ParserError {
  readonly code?: string
  readonly rawPacket?: unknown
}

interface Answer {
  readonly response: ServerResponse
  /** The answer that must be sent before this one; null if there is none. */
  readonly before: Answer | null
}

/** The last answer of each connection. Pipelined requests are answered in order. */
const answers = new WeakMap<Duplex, Answer>()

/** Refused connections: later errors on them are ignored. */
const refused = new WeakSet<Duplex>()

/** Records the answers of each connection of the server, for `answerParserError`. */
export function rememberAnswers(server: Server): void {
  server.on('request', ({ socket }, response) => {
    const before = answers.get(socket) ?? null
    answers.set(socket, { response, before: before !== null && isUnfinished(before) ? before : null })
  })
}

/**
 * Answers a parser error or a request timeout, after the answers of earlier requests on the same connection. A connection on
 * which nothing arrived is closed without an answer. Browsers open such connections in advance, and would read the answer as that
 * of the request that they are about to send. After a silent close they send it again.
 */
export function answerParserError(error: ParserError, socket: Socket, context: RefusalContext): void {
  if (refused.has(socket) && socket.writable) return
  refused.add(socket)
  const last = answers.get(socket) ?? null
  const isBroken = last !== null && !last.response.req.complete
  // A second answer would be read as the rest of the first: docs/decisions/0012-no-answer-on-top-of-an-answer.md.
  const isUnused = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && socket.bytesRead === 0
  if (error.code === 'ECONNRESET' || isUnused || !socket.writable || (isBroken && last.response.headersSent)) {
    socket.destroy()
    return
  }
  const before = isBroken ? last.before : last
  const request = isBroken ? describe(last.response.req) : { path: '/', requestId: randomUUID() }
  const answer = (): void => {
    if (socket.writable) refuseConnection(socket, mapParserError(error), { ...request, ...context })
  }
  if (before !== null && isUnfinished(before)) before.response.once('close', answer)
  else answer()
}

function isUnfinished({ response }: Answer): boolean {
  return !response.writableFinished
}

function describe({ url = '/', headers }: IncomingMessage): RefusedRequest {
  return { path: pathOf(url), requestId: requestIdOf(headers) }
}
