import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'

const responseHeaders = [
  'X-Request-Id',
  'Server-Timing',
  'Link',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'X-Total-Count',
  'Age'
]
export interface CorsOptions {
  readonly corsOrigins: readonly string[]
  /** The headers that carry callers' own tokens to the enabled sources. */
  readonly callerTokenHeaders: readonly string[]
}

/** How long a browser may remember that it may ask. */
const preflightSeconds = 600

/**
 * Lets pages of these origins call from a browser, with cookies, and read what the answers say; without origins nothing changes.
 * Another origin gets no header of CORS and no answer to its preflight but 405, so its pages cannot read anything.
 * Registered before all that may refuse, so that a page can read why.
 */
export async function allowOrigins(
  app: FastifyInstance,
  { corsOrigins, callerTokenHeaders }: CorsOptions
): Promise<void> {
  if (corsOrigins.length === 0) return
  const allowed = new Set(corsOrigins)
  const requestHeaders = [
    'Authorization',
    'X-Api-Key',
    'Content-Type',
    ...callerTokenHeaders,
    'X-Request-Id',
    'Accept-Language',
    'traceparent'
  ]
  // The library adds a route for OPTIONS under any path, which answers nothing by itself.
  app.addHook('onRoute', (route) => {
    if (route.url === '*') route.config = { ...route.config, produces: 'anything', needs: 'nothing' }
  })
  await app.register(cors, {
    delegator: ({ headers }, done) =>
      done(null, {
        origin: allowed.has(headers.origin ?? ''),
        // Any other OPTIONS is a method that the path does not have.
        preflight: headers['access-control-request-method'] !== undefined,
        methods: ['GET', 'HEAD', 'POST'],
        allowedHeaders: requestHeaders,
        exposedHeaders: responseHeaders,
        credentials: true,
        maxAge: preflightSeconds
      })
  })
  app.addHook('onRequest', (_request, reply, done) => {
    const origin = reply.getHeader('access-control-allow-origin')
    if (origin !== undefined) reply.header('timing-allow-origin', origin)
    done()
  })
}
