import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { shuttingDown } from '../../problems/failure.ts'
import { problemResponses } from '../document/problem-responses.ts'
import type { Lifecycle } from '../hooks/end-connections.ts'

const statusSchema = (word: string) => ({
  description: 'The probe passed.',
  content: {
    'application/json': {
      schema: Type.Object(
        { status: Type.Enum([word], { description: 'Constant.' }) },
        { title: word === 'alive' ? 'Alive' : 'Ready', additionalProperties: false, description: 'The probe passed.' }
      ),
      examples: { ok: { summary: 'The probe passed', value: { status: word } } }
    }
  }
})

export interface HealthOptions {
  readonly lifecycle: Lifecycle
}

/** `GET /livez` and `GET /readyz`. Neither depends on an upstream. */
export const healthRoutes: FastifyPluginCallbackTypebox<HealthOptions> = (app, { lifecycle }, done) => {
  app.get(
    '/livez',
    {
      config: { needs: 'nothing', cost: 0, sheddable: false },
      schema: {
        operationId: 'isAlive',
        tags: ['Operations'],
        summary: 'Liveness probe',
        description: 'Returns 200 while the process runs. Restart it if there is no answer.',
        response: { 200: statusSchema('alive'), ...problemResponses('isAlive') }
      }
    },
    () => ({ status: 'alive' })
  )
  app.get(
    '/readyz',
    {
      config: { needs: 'nothing', cost: 0, sheddable: false },
      schema: {
        operationId: 'isReady',
        tags: ['Operations'],
        summary: 'Readiness probe',
        description: 'Ready unless the instance is shutting down. Upstreams and Redis do not affect it.',
        response: { 200: statusSchema('ready'), ...problemResponses('isReady', 'shutting-down') }
      }
    },
    () => {
      if (lifecycle.isShuttingDown) throw shuttingDown()
      return { status: 'ready' }
    }
  )
  done()
}
