import proxy from '@fastify/http-proxy'
import fastify from 'fastify'
import { peerLogger, peerSettings } from './peer.ts'

/** `@fastify/http-proxy` as in its documentation: the upstream's answer passes unchanged. */
const { port, upstream, path } = peerSettings()
const app = fastify({ loggerInstance: peerLogger() })
await app.register(proxy, { upstream, prefix: '/accounts', rewritePrefix: path, disableRequestLogging: true })
await app.listen({ host: '127.0.0.1', port })
