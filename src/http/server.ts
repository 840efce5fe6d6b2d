import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { addHooks, type HookOptions } from './hooks/index.ts'
import { refuseOtherMethods, rememberPaths } from './hooks/method-not-allowed.ts'
import { decorateServer } from './request.ts'
import { answerParserError } from './wire/answer-parser-error.ts'
import { readJsonBodies } from './wire/json-body.ts'
import { createNodeServer, parserHeadroom } from './wire/node-server.ts'
import { requestIdOf } from './wire/request-head.ts'
import { routableUrl } from './wire/request-target.ts'

export interface ServerOptions extends HookOptions {
  readonly logger: FastifyBaseLogger
  /** Path below which a proxy mounts the service; empty for the root. */
  readonly publicPath: string
}

/** A server with these routes, not listening yet. Every answer comes from a route or is a problem, from whichever layer. */
export async function openServer(
  options: ServerOptions,
  addRoutes: (app: FastifyInstance) => Promise<void>
): Promise<FastifyInstance> {
  const app = createFastify(options)
  decorateServer(app, options.publicPath)
  readJsonBodies(app)
  const paths = rememberPaths(app)
  await addHooks(app, options)
  await addRoutes(app)
  refuseOtherMethods(app, paths)
  await app.ready()
  return app
}

function createFastify({ logger, trustProxy, limits, observer, publicPath }: ServerOptions): FastifyInstance {
  const app = fastify({
    loggerInstance: logger,
    childLoggerFactory: (parent) => parent,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.maxBodyBytes,
    trustProxy: typeof trustProxy === 'number' ? (_address, hop) => hop < trustProxy : trustProxy,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    genReqId: ({ headers }) => requestIdOf(headers),
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: false,
        allErrors: true,
        // The failed schema is needed for the sentence of a mistake.
        verbose: true,
        strict: false,
        // Checking the routes' schemas would take a tenth of the start time.
        meta: false,
        validateSchema: false
      }
    },
    clientErrorHandler: (error, socket) => answerParserError(error, socket, { observer, publicPath }),
    serverFactory: (handle) => createNodeServer(limits, { observer, publicPath }, handle),
    rewriteUrl: ({ url = '/' }) => routableUrl(url),
    // A path parameter may be as long as the parser accepts. The hooks refuse longer ones.
    routerOptions: { maxParamLength: parserHeadroom * limits.maxHeaderBytes }
  })
  app.setSerializerCompiler(() => JSON.stringify)
  return app
}
