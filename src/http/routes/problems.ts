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

/** `name`: the name of the recorded answer. */
const htmlContent = (name: string) => ({
  schema: { type: 'string', description: 'The same as an HTML page.' },
  examples: { page: { summary: 'Some of the lines', value: answerExample(name) } }
})

const negotiated = {
  Vary: { type: 'string', description: 'Request header that selects JSON or HTML.', examples: ['Accept'] },
  'Cache-Control': { type: 'string', description: 'Caches must revalidate.', examples: ['no-cache'] }
}

/** `GET /problems` and `GET /problems/{slug}`: JSON, or a page if the caller prefers HTML. */
export const problemsRoutes: FastifyPluginCallbackTypebox = (app, _options, done) => {
  app.get(
    '/problems',
    {
      config: { produces: ['application/json', 'text/html'], needs: 'nothing', cost: 0 },
      schema: {
        operationId: 'listProblemTypes',
        tags: ['Problems'],
        summary: 'List problem types',
        description: 'Every problem type of this API.',
        response: {
          200: {
            description: 'The problem types.',
            headers: negotiated,
            content: {
              'application/json': {
                schema: {
                  title: 'ProblemTypes',
                  description: 'Every problem type.',
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
        description: 'Meaning, who can fix it, what to do, and an example. The member `type` of a problem links here.',
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
      if (!isSlug(slug))
        throw new Failure('not-found', { detail: 'no problem type has this name; GET /problems lists them' })
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
