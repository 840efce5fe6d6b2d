import type { FastifyInstance } from 'fastify'
import { dataHeaders, pageSecurityPolicy } from '../wire/security-headers.ts'

/**
 * Adds the request id and the security headers to every answer. Adds `Server-Timing` if sources were called, and `Age` if cached
 * responses were used.
 */
export function addResponseHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(dataHeaders)
    reply.header('x-request-id', request.id)
    done()
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    const timings = request.sourceTimings
    if (timings !== null && timings.length > 0) {
      reply.header('server-timing', timings.map(([source, ms]) => `${source};dur=${ms.toFixed(1)}`).join(', '))
    }
    if (request.answerAgeMs > 0 && reply.statusCode === 200) {
      reply.header('age', String(Math.floor(request.answerAgeMs / 1000)))
    }
    const type = reply.getHeader('content-type')
    if (typeof type === 'string' && type.startsWith('text/html'))
      reply.header('content-security-policy', pageSecurityPolicy)
    done(null, payload)
  })
}
