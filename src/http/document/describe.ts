import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { DoneFuncWithErrOrRes, FastifyInstance } from 'fastify'
import manifest from '../../../package.json' with { type: 'json' }
import type { AuthSettings } from '../../callers/identify.ts'
import { docsStyle } from './style.ts'
import { withHeaders } from './headers.ts'
import { finishDocument, withTextExamples } from './finish.ts'
import { description, securitySchemes, tags } from './text.ts'

/** Credentials that `mode` takes, each alone; without any where it asks for none. */
const security: Record<AuthSettings['mode'], Record<string, string[]>[]> = {
  none: [{}, { bearer: [] }, { apiKey: [] }],
  'api-key': [{ bearer: [] }, { apiKey: [] }],
  jwt: [{ bearer: [] }]
}

export interface DocumentOptions {
  readonly auth: Pick<AuthSettings, 'mode'>
  /** The headers that carry callers' own tokens to the enabled sources. */
  readonly callerTokenHeaders: readonly string[]
}

/** The OpenAPI document, from the schemas of the routes, and the pages that show it. Call it before any of them is added. */
export async function describeApi(app: FastifyInstance, { auth, callerTokenHeaders }: DocumentOptions): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Rollcall',
        version: manifest.version,
        summary: manifest.description,
        description: description(callerTokenHeaders),
        contact: { name: 'The operators of this installation' },
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' }
      },
      servers: [{ url: '/', description: 'This service' }],
      components: { securitySchemes },
      tags
    },
    transform: ({ schema: own, url, route }) => {
      if (own?.hide === true) return { schema: own, url }
      const { needs = [], cost } = route.config ?? {}
      const traits = { limited: cost !== 0, asksUpstreams: needs !== 'nothing' && needs.length > 0 }
      const schema = withHeaders(withTextExamples(own), traits)
      return { schema: { ...schema, security: needs === 'nothing' ? [] : security[auth.mode] }, url }
    },
    transformObject: (document) => ('openapiObject' in document ? finishDocument(document.openapiObject) : {}),
    refResolver: {
      buildLocalReference: (json, _baseUri, _fragment, index) =>
        typeof json['$id'] === 'string' ? json['$id'] : `Schema${index}`
    }
  })
  app.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/docs')) return
    route.config = { ...route.config, produces: 'anything', needs: 'nothing', cost: 0 }
    if (route.url === '/docs' || route.url === '/docs/') route.onSend = fitPhones
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: {
      deepLinking: true,
      displayRequestDuration: true,
      tryItOutEnabled: true,
      docExpansion: 'list',
      validatorUrl: null
    },
    theme: { title: 'Rollcall', css: [{ filename: 'rollcall.css', content: docsStyle }] }
  })
  serveDocument(app)
}

/** The library's page lacks the line without which a phone shows it as wide as a desk, and small. */
function fitPhones(_request: unknown, _reply: unknown, payload: unknown, done: DoneFuncWithErrOrRes): void {
  const viewport = '<meta name="viewport" content="width=device-width, initial-scale=1">'
  done(null, typeof payload === 'string' ? payload.replace('</title>', `</title>\n      ${viewport}`) : payload)
}

/** `/openapi.json` and `/openapi.yaml`: the document as it is in force. */
function serveDocument(app: FastifyInstance): void {
  app.get('/openapi.json', { schema: { hide: true }, config: { needs: 'nothing', cost: 0 } }, () => app.swagger())
  app.get(
    '/openapi.yaml',
    {
      schema: { hide: true },
      config: { produces: ['application/yaml', 'text/yaml', 'text/plain'], needs: 'nothing', cost: 0 }
    },
    (_request, reply) => reply.type('application/yaml').send(app.swagger({ yaml: true }))
  )
}
