import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import { credentialHeaders } from '../../callers/credential.ts'
import { isObject } from '../../json.ts'
import { traceHeaders } from '../../observability/tracing/traceparent.ts'
import { answerFields, requestFields } from '../document/header-fields.ts'

export interface CorsOptions {
  readonly corsOrigins: readonly string[]
}

/** How long browsers may cache a preflight. */
const preflightSeconds = 600

/**
 * Lets pages of these origins call from a browser with cookies, and read the answers. Without origins nothing changes. Another
 * origin gets no CORS header, and 405 for its preflight, so its pages cannot read anything. Registered before all hooks that
 * refuse, so that a page can read the reason.
 */
export async function allowOrigins(app: FastifyInstance, { corsOrigins }: CorsOptions): Promise<void> {
  if (corsOrigins.length === 0) return
  const allowed = new Set(corsOrigins)
  const { read, sent } = headersInUse(app)
  // The library adds a route for OPTIONS under every path. It answers nothing by itself.
  app.addHook('onRoute', (route) => {
    if (route.url === '*') route.config = { ...route.config, produces: 'anything', needs: 'nothing' }
  })
  await app.register(cors, {
    delegator: ({ headers }, done) =>
      done(null, {
        origin: allowed.has(headers.origin ?? ''),
        // Any other OPTIONS is a method that the path does not support.
        preflight: headers['access-control-request-method'] !== undefined,
        methods: ['GET', 'HEAD', 'POST'],
        allowedHeaders: [...read],
        exposedHeaders: [...sent],
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

interface HeadersInUse {
  /** Headers that hooks and routes read. */
  readonly read: Set<string>
  /** Headers that they send. */
  readonly sent: Set<string>
}

/** Collected from the tables of the document, so that none is missing. Both sets are complete after the last route was added. */
function headersInUse(app: FastifyInstance): HeadersInUse {
  const read = new Set([...credentialHeaders, 'Content-Type', ...namesIn(requestFields), ...traceHeaders])
  const sent = new Set(namesIn(answerFields))
  app.addHook('onRoute', ({ schema }) => {
    for (const name of namesIn({ own: member(schema?.headers, 'properties') })) read.add(name)
    const response = isObject(schema?.response) ? Object.values(schema.response) : []
    for (const name of namesIn(response.map((answer) => member(answer, 'headers')))) sent.add(name)
  })
  return { read, sent }
}

function namesIn(tables: object): string[] {
  return Object.values(tables).flatMap((table: unknown) => (isObject(table) ? Object.keys(table) : []))
}

function member(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined
}
