import type { FastifyInstance } from 'fastify'

/** For answers that are data: nothing in them may run or be framed. */
export const dataHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin'
}

/** For pages of our own: styles within the page, everything else from this host. Swagger UI shows icons as data: images. */
const pageSecurityPolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Headers that every answer has: the request id and the security headers; `Server-Timing` where sources were asked, `Age` where kept answers were used. */
export function addResponseHeaders(app: FastifyInstance): void {
  app.decorateRequest('sourceTimings', null)
  app.decorateRequest('answerAgeMs', 0)
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
