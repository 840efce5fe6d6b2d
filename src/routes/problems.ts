import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { isSlug, problemType, problemTypes, type Slug } from '../problems/catalogue.ts'
import { Failure } from '../problems/failure.ts'
import { answerExample, problemExample } from './examples.ts'
import { problemIndexPage, problemPage } from './problem-pages.ts'
import { problemResponses } from './problem-responses.ts'

export const problemTypeSchema = Type.Object(
  {
    type: Type.String({ description: 'The value of `type` in a problem.' }),
    title: Type.String({ description: 'What happened, in short.' }),
    status: Type.Integer({ description: 'Its usual HTTP status.' }),
    side: Type.Enum(['caller', 'upstream', 'service'], {
      description: 'Whose side it is on: who has to change something.'
    }),
    retryable: Type.Boolean({ description: 'Whether the same request may usually succeed when sent again.' }),
    meaning: Type.String({ description: 'What happened.' }),
    advice: Type.String({ description: 'What to do.' }),
    sample: Type.Unsafe<unknown>({ $ref: 'Problem#' })
  },
  { $id: 'ProblemType', additionalProperties: false, description: 'What a problem means and what to do about it.' }
)

const htmlContent = { schema: { type: 'string', description: 'The same as a page, for a browser.' } }

/** `GET /problems` and `GET /problems/{slug}`: JSON, or a page where the caller prefers HTML. */
export const problemsRoutes: FastifyPluginCallbackTypebox = (app, _options, done) => {
  app.get(
    '/problems',
    {
      config: { produces: ['application/json', 'text/html'], needs: 'nothing', cost: 0 },
      schema: {
        operationId: 'listProblemTypes',
        tags: ['Problems'],
        summary: 'List problem types',
        description: 'Every problem the service can answer with.',
        response: {
          200: {
            description: 'The problem types.',
            content: {
              'application/json': {
                schema: {
                  title: 'ProblemTypes',
                  description: 'Every problem there is.',
                  type: 'object',
                  properties: {
                    data: { type: 'array', items: { $ref: 'ProblemType#' }, description: 'The closed list.' }
                  },
                  required: ['data'],
                  additionalProperties: false
                },
                examples: { some: { summary: 'The first of them', value: answerExample('problems') } }
              },
              'text/html': htmlContent
            }
          },
          ...problemResponses('overloaded')
        }
      }
    },
    (request, reply) => {
      if (request.accepts().type(['json', 'html']) === 'html')
        return reply.type('text/html; charset=utf-8').send(problemIndexPage())
      return reply.send({ data: problemTypes().map(([slug]) => toProblemType(slug)) })
    }
  )
  app.get(
    '/problems/:slug',
    {
      config: { produces: ['application/json', 'text/html'], needs: 'nothing', cost: 0 },
      schema: {
        operationId: 'getProblemType',
        tags: ['Problems'],
        summary: 'Explain a problem type',
        description:
          'What happened, whose side it is on, what to do, and an example. A problem links here by its `type`.',
        params: Type.Object({
          slug: Type.String({ description: 'Last part of the problem’s `type`.', examples: ['upstream-timeout'] })
        }),
        response: {
          200: {
            description: 'The problem type.',
            content: {
              'application/json': {
                schema: { $ref: 'ProblemType#' },
                examples: { timeout: { summary: 'upstream-timeout', value: answerExample('problem') } }
              },
              'text/html': htmlContent
            }
          },
          ...problemResponses('not-found', 'overloaded')
        }
      }
    },
    (request, reply) => {
      const { slug } = request.params
      if (!isSlug(slug)) throw new Failure('not-found', { detail: 'there is no problem type of this name' })
      if (request.accepts().type(['json', 'html']) === 'html')
        return reply.type('text/html; charset=utf-8').send(problemPage(slug))
      return reply.send(toProblemType(slug))
    }
  )
  done()
}

function toProblemType(slug: Slug) {
  return { type: `/problems/${slug}`, ...problemType(slug), sample: problemExample(slug) }
}
