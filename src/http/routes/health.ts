import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { shuttingDown } from '../../problems/failure.ts'
import { problemResponses } from '../document/problem-responses.ts'
import type { Lifecycle } from '../hooks/end-connections.ts'

const statusSchema = (word: string) => ({
  description: 'It is.',
  content: {
    'application/json': {
      schema: Type.Object(
        { status: Type.Enum([word], { description: 'Always the same.' }) },
        { title: word === 'alive' ? 'Alive' : 'Ready', additionalProperties: false, description: 'That it is.' }
      ),
      examples: { ok: { summary: 'It is', value: { status: word } } }
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
        summary: 'Is the process alive?',
        description: 'Answers as long as the process does. Restart it when it does not.',
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
        summary: 'May it be sent requests?',
        description:
          'Ready when configured and not shutting down. It does not depend on the upstreams: their failures are answers.',
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
