import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import fastify, { type DoneFuncWithErrOrRes, type FastifyInstance, type RouteOptions } from 'fastify'
import manifest from '../../../package.json' with { type: 'json' }
import type { AuthSettings } from '../../callers/identify.ts'
import { accessibilityScript } from './accessibility.ts'
import { docsStyle } from './style.ts'
import { withHeaders } from './headers.ts'
import { finishDocument, withTextExamples } from './finish.ts'
import { description, securitySchemes, tags, type IntroducedSource } from './text.ts'

export interface Described {
  readonly routes: readonly RouteOptions[]
  /** The schemas that routes refer to. */
  readonly schemas: readonly unknown[]
}

export interface DocumentOptions {
  readonly auth: Pick<AuthSettings, 'mode'>
  /** Path below which a proxy mounts the service; empty for the root. */
  readonly publicPath: string
  /** The enabled sources. */
  readonly sources: readonly IntroducedSource[]
}

/** The credentials of each `mode`, as alternatives; empty if none are needed. */
const security: Record<AuthSettings['mode'], Record<string, string[]>[]> = {
  none: [{}, { bearer: [] }, { apiKey: [] }],
  'api-key': [{ bearer: [] }, { apiKey: [] }],
  jwt: [{ bearer: [] }]
}

/** A server with the documentation of these routes at its public paths. It never listens. */
export async function openDocsServer(
  { routes, schemas }: Described,
  { auth, publicPath, sources }: DocumentOptions
): Promise<FastifyInstance> {
  const docs = fastify()
  // These routes are only described, never called.
  docs.setValidatorCompiler(() => () => true).setSerializerCompiler(() => JSON.stringify)
  for (const schema of schemas) docs.addSchema(schema)
  await docs.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Rollcall',
        version: manifest.version,
        summary: manifest.description,
        description: description(sources, publicPath),
        contact: { name: 'The operators of this installation' },
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' }
      },
      servers: [{ url: publicPath || '/', description: 'This service' }],
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
    transformObject: (document) =>
      'openapiObject' in document ? finishDocument(document.openapiObject, publicPath) : {},
    refResolver: {
      buildLocalReference: (json, _baseUri, _fragment, index) =>
        typeof json['$id'] === 'string' ? json['$id'] : `Schema${index}`
    }
  })
  for (const { method, url, schema, config } of routes) {
    if (schema?.hide === true || method === 'HEAD') continue
    docs.route({
      method,
      url,
      exposeHeadRoute: false,
      handler: () => null,
      ...(schema && { schema }),
      ...(config && { config })
    })
  }
  docs.addHook('onRoute', (route) => {
    if (route.url === '/docs' || route.url === '/docs/') route.onSend = fitPage
  })
  await docs.register(swaggerUi, {
    routePrefix: '/docs',
    // "Try it out" on the page works below any path.
    transformSpecification: (document) => (publicPath === '' ? { ...document, servers: [{ url: '../' }] } : document),
    transformSpecificationClone: false,
    uiConfig: {
      deepLinking: true,
      displayRequestDuration: true,
      tryItOutEnabled: true,
      docExpansion: 'list',
      validatorUrl: null
    },
    theme: {
      title: 'Rollcall',
      css: [{ filename: 'rollcall.css', content: docsStyle }],
      js: [{ filename: 'rollcall.js', content: accessibilityScript }]
    }
  })
  docs.get('/openapi.json', { schema: { hide: true } }, () => docs.swagger())
  docs.get('/openapi.yaml', { schema: { hide: true } }, (_request, reply) =>
    reply.type('application/yaml').send(docs.swagger({ yaml: true }))
  )
  await docs.ready()
  return docs
}

/**
 * The library's page lacks the viewport line, so phones show it tiny. Its URLs become relative, so that it works below any path.
 */
function fitPage(_request: unknown, _reply: unknown, payload: unknown, done: DoneFuncWithErrOrRes): void {
  const viewport = '<meta name="viewport" content="width=device-width, initial-scale=1">'
  if (typeof payload !== 'string') return done(null, payload)
  const page = payload.replace('</title>', `</title>\n      ${viewport}`)
  done(null, page.replaceAll('="/docs/static/', '="./docs/static/'))
}
