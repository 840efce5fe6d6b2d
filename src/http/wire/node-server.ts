import { randomUUID } from 'node:crypto'
import type { RequestListener, Server } from 'node:http'
import { createServer, METHODS } from '../../node-http.ts'
import { Failure } from '../../problems/failure.ts'
import type { HttpLimits } from '../limits.ts'
import { answerParserError, rememberAnswers } from './answer-parser-error.ts'
import { refuseConnection, type RefusalContext } from './refuse-connection.ts'

/**
 * The parser accepts this many times `maxHeaderBytes` before it closes a connection. So a head that is somewhat too large gets a
 * problem that names what is too large.
 */
export const parserHeadroom = 4

const methods: ReadonlySet<string> = new Set(METHODS)

/** Node's HTTP server with our limits. Its own refusals are answered with a problem. */
export function createNodeServer(limits: HttpLimits, context: RefusalContext, handle: RequestListener): Server {
  const options = {
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    headersTimeout: limits.headersTimeoutMs,
    connectionsCheckingInterval: limits.checkIntervalMs,
    maxHeaderSize: parserHeadroom * limits.maxHeaderBytes,
    // Node would answer a missing Host without a problem document.
    requireHostHeader: false
  }
  const server = createServer(options, (request, response) => {
    // The parser accepts methods of other protocols, such as RTSP. Fastify has no answer for them.
    if (methods.has(request.method ?? '')) handle(request, response)
    else answerParserError({ code: 'HPE_INVALID_METHOD' }, request.socket, context)
  })
  server.setTimeout(limits.stallTimeoutMs)
  rememberAnswers(server)
  server.on('connect', (_request, socket) => {
    const detail = 'CONNECT is not supported: this server is not a proxy'
    const failure = new Failure('method-not-allowed', { detail, headers: { allow: 'GET, HEAD, POST' } })
    refuseConnection(socket, failure, { path: '/', requestId: randomUUID(), ...context })
  })
  // RFC 9110, 10.1.1 lets a server ignore unknown expectations. Node would answer 417.
  server.on('checkExpectation', (request, response) => void server.emit('request', request, response))
  return server
}
