import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { isSlug, problemType, problemTypes, type Slug } from '../../model/problem-catalogue.ts'
import type { ProblemType } from '../../model/problem.ts'
import { Failure } from '../../problems/failure.ts'
import { belowPublicPath } from '../document/below-public-path.ts'
import { answerExample, someProblemExample } from '../document/examples.ts'
import { prefersPage } from '../negotiate.ts'
import { problemIndexPage, problemPage } from './problem-pages.ts'
import { problemResponses } from '../document/problem-responses.ts'

/** `name`: of the recorded answer. */
const htmlContent = (name: string) => ({
  schema: { type: 'string', description: 'The same as a page, for a browser.' },
  examples: { page: { summary: 'Some of the lines', value: answerExample(name) } }
})

const negotiated = {
  Vary: { type: 'string', description: 'The header that decides between JSON and the page.', examples: ['Accept'] },
  'Cache-Control': { type: 'string', description: 'That a cache has to ask each time.', examples: ['no-cache'] }
}

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
            headers: negotiated,
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
                examples: { some: { summary: 'The first of them', value: answerExample('problemTypes') } }
              },
              'text/html': htmlContent('problemTypesPage')
            }
          },
          ...problemResponses('listProblemTypes', 'overloaded')
        }
      }
    },
    (request, reply) => {
      reply.header('cache-control', 'no-cache')
      if (prefersPage(request, reply)) return reply.type('text/html; charset=utf-8').send(problemIndexPage())
      return reply.send({ data: problemTypes().map(([slug]) => toProblemType(slug, app.publicPath)) })
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
            headers: negotiated,
            content: {
              'application/json': {
                schema: { $ref: 'ProblemType#' },
                examples: { timeout: { summary: 'upstream-timeout', value: answerExample('problemType') } }
              },
              'text/html': htmlContent('problemTypePage')
            }
          },
          ...problemResponses('getProblemType', 'not-found', 'overloaded')
        }
      }
    },
    (request, reply) => {
      const { slug } = request.params
      if (!isSlug(slug)) throw new Failure('not-found', { detail: 'there is no problem type of this name' })
      reply.header('cache-control', 'no-cache')
      if (prefersPage(request, reply))
        return reply.type('text/html; charset=utf-8').send(problemPage(slug, app.publicPath))
      return reply.send(toProblemType(slug, app.publicPath))
    }
  )
  done()
}

function toProblemType(slug: Slug, publicPath: string): ProblemType {
  const sample = belowPublicPath(someProblemExample(slug, problemType(slug).status), publicPath)
  return { type: `${publicPath}/problems/${slug}`, ...problemType(slug), sample }
}
