import type { FastifyInstance, FastifyReply, RouteOptions } from 'fastify'
import type { DocumentOptions } from './docs-server.ts'

/** Media types by documentation path. Under `static` are the page's scripts and styles. */
const addresses: Readonly<Record<string, 'anything' | string[]>> = {
  '/docs': 'anything',
  '/docs/': 'anything',
  '/docs/json': 'anything',
  '/docs/yaml': 'anything',
  '/docs/static/*': 'anything',
  '/openapi.json': ['application/json'],
  '/openapi.yaml': ['application/yaml', 'text/yaml', 'text/plain']
}

/**
 * Adds the documentation of all routes added later. The documentation libraries are loaded with the first request: many instances
 * never get one.
 */
export function describeApi(app: FastifyInstance, options: DocumentOptions): void {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => void routes.push(route))
  let opening: Promise<FastifyInstance> | undefined
  const open = async (): Promise<FastifyInstance> => {
    const { openDocsServer } = await import('./docs-server.ts')
    return openDocsServer({ routes, schemas: Object.values(app.getSchemas()) }, options)
  }
  for (const [url, produces] of Object.entries(addresses)) {
    const config = { produces, needs: 'nothing', cost: 0 } as const
    app.get(url, { schema: { hide: true }, config }, async (_request, reply) => {
      opening ??= open()
      return passOn(await opening, reply)
    })
  }
}

/** Forwards the other server's answer, and answers 404 if it refuses. */
async function passOn(docs: FastifyInstance, reply: FastifyReply): Promise<FastifyReply> {
  const { request, server } = reply
  const { url, headers } = request
  const answer = await docs.inject({ method: request.method === 'HEAD' ? 'HEAD' : 'GET', url, headers })
  if (answer.statusCode >= 400) {
    reply.callNotFound()
    return reply
  }
  for (const [name, value] of Object.entries(answer.headers)) {
    if (!ownHeaders.has(name)) reply.header(name, name === 'location' ? `${server.publicPath}${String(value)}` : value)
  }
  return reply.code(answer.statusCode).send(answer.rawPayload)
}

/** Headers that the answering server sets itself. */
const ownHeaders: ReadonlySet<string> = new Set(['connection', 'date', 'transfer-encoding'])
