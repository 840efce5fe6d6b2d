import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox'
import type { Metrics } from '../../observability/metrics/metrics.ts'
import { answerExample } from '../document/examples.ts'
import { problemResponses } from '../document/problem-responses.ts'

/** Prometheus text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
const mediaType = 'text/plain; version=0.0.4; charset=utf-8'

export interface MetricsOptions {
  readonly metrics: Pick<Metrics, 'text'>
}

/** `GET /metrics`: the metrics for Prometheus. */
export const metricsRoutes: FastifyPluginCallbackTypebox<MetricsOptions> = (app, { metrics }, done) => {
  app.get(
    '/metrics',
    {
      config: { needs: 'nothing', produces: ['text/plain'], cost: 0, sheddable: false },
      schema: {
        operationId: 'getMetrics',
        tags: ['Operations'],
        summary: 'Prometheus metrics',
        description:
          'Metrics of requests, upstream calls, circuit breakers, cache and process. Labels contain routes, sources ' +
          'and slugs, and no text from callers or upstreams.',
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
    async (_request, reply) => reply.type(mediaType).send(await metrics.text())
  )
  done()
}
