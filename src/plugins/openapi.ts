import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import type { AuthSettings } from '../callers/identify.ts'
import { withHeaders } from './documented-headers.ts'
import { description, securitySchemes, tags } from './openapi-text.ts'

/** Credentials that `mode` takes, each alone; without any where it asks for none. */
const security: Record<AuthSettings['mode'], Record<string, string[]>[]> = {
  none: [{}, { bearer: [] }, { apiKey: [] }],
  'api-key': [{ bearer: [] }, { apiKey: [] }],
  jwt: [{ bearer: [] }]
}

/** The OpenAPI document, from the schemas of the routes; registered before them. */
export async function describeApi(app: FastifyInstance, mode: AuthSettings['mode']): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Rollcall',
        version: '1.0.0',
        summary: 'One REST API over five account systems',
        description,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' }
      },
      servers: [{ url: '/', description: 'This service' }],
      components: { securitySchemes },
      tags
    },
    transform: ({ schema: own, url, route }) => {
      const schema = withHeaders(own, route.config?.cost !== 0)
      return route.config?.needs === 'nothing'
        ? { schema, url }
        : { schema: { ...schema, security: security[mode] }, url }
    },
    refResolver: {
      buildLocalReference: (json, _baseUri, _fragment, index) =>
        typeof json['$id'] === 'string' ? json['$id'] : `Schema${index}`
    }
  })
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/docs'))
      route.config = { ...route.config, produces: 'anything', needs: 'nothing', cost: 0 }
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
    theme: { title: 'Rollcall' }
  })
}

/** `/openapi.json` and `/openapi.yaml`: the document as it is in force. */
export function serveDocument(app: FastifyInstance): void {
  app.get('/openapi.json', { schema: { hide: true }, config: { needs: 'nothing', cost: 0 } }, () => app.swagger())
  app.get(
    '/openapi.yaml',
    {
      schema: { hide: true },
      config: { produces: ['application/yaml', 'text/yaml', 'text/plain'], needs: 'nothing', cost: 0 }
    },
    (_request, reply) => reply.type('application/yaml').send(app.swagger({ yaml: true }))
  )
  app.get(
    '/',
    { schema: { hide: true }, config: { produces: ['text/html', 'application/json'], needs: 'nothing', cost: 0 } },
    (_request, reply) => reply.redirect('/docs', 302)
  )
}
