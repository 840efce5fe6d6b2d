import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox'
import { answerExample } from '../document/examples.ts'
import { problemResponses } from '../document/problem-responses.ts'

/** Prometheus text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
const mediaType = 'text/plain; version=0.0.4; charset=utf-8'

/** `GET /metrics`: `text` as Prometheus reads it. */
export const metricsRoutes: FastifyPluginCallbackTypebox<{ text: () => Promise<string> }> = (app, { text }, done) => {
  app.get(
    '/metrics',
    {
      config: { needs: 'nothing', produces: ['text/plain'], cost: 0, sheddable: false },
      schema: {
        operationId: 'getMetrics',
        tags: ['Operations'],
        summary: 'How is it doing, in numbers?',
        description:
          'Requests, upstream calls, circuit breakers, the cache and the process, for Prometheus. Labels hold routes, sources ' +
          'and slugs, and nothing that a caller or an upstream wrote.',
        response: {
          200: {
            description: 'The metrics.',
            content: {
              'text/plain': {
                schema: { type: 'string', description: 'Prometheus text format 0.0.4.' },
                examples: { metrics: { summary: 'Some of the lines', value: answerExample('metrics') } }
              }
            }
          },
          ...problemResponses('getMetrics')
        }
      }
    },
    async (_request, reply) => reply.type(mediaType).send(await text())
  )
  done()
}
