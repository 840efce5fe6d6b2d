import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { listAccounts } from '../../accounts/list.ts'
import { accountQuerySchema } from '../../model/query.ts'
import type { ListSource } from '../../sources/open-sources.ts'
import { callerTokenHeaders } from '../caller-tokens.ts'
import { filterSupport } from '../../sources/filter-support.ts'
import { answerExamples } from '../document/examples.ts'
import { listProblems, problemResponses } from '../document/problem-responses.ts'
import { sendPage } from '../send.ts'
import { pageLinks } from './page-links.ts'
import { prepareQuery, readQuestion, weightOfQuestion, type ListRoutesOptions } from './read-question.ts'

const problems = ['unsupported-filter', 'cursor-invalid', ...listProblems] as const

/** `GET /accounts` and `POST /accounts/search`: one page of accounts, from one source or several. */
export const accountsRoutes: FastifyPluginCallbackTypebox<ListRoutesOptions> = (app, options, done) => {
  const { lists } = options
  const order = lists.map(({ id }) => id)
  const querySchema = accountQuerySchema(order, filterSupport(lists.map(({ definition }) => definition)))
  const page = {
    description: 'A page of accounts.',
    content: {
      'application/json': { schema: { $ref: 'AccountsPage#' }, examples: answerExamples(pageSummaries, order) }
    }
  }

  app.get(
    '/accounts',
    {
      preValidation: prepareQuery,
      config: { needs: ['accounts:read'], weightOf: weightOfQuestion },
      schema: {
        operationId: 'listAccounts',
        tags: ['Accounts'],
        summary: 'List accounts',
        description:
          'One page of accounts from one or several sources, read in parallel. Send `page.nextCursor` as `cursor` until ' +
          'it is null. If a list does not change while you read it, each of its rows appears exactly once, even if a source ' +
          'fails for a while. If it changes, look at `sources[].warnings`. `complete` is false if anything is missing from this page; ' +
          '`sources` says why.',
        headers: callerTokenHeaders(lists),
        // `source` as a comma list.
        querystring: { ...querySchema, style: 'form', explode: false },
        response: { 200: { ...page, headers: { Link: linkHeader } }, ...problemResponses('listAccounts', ...problems) }
      }
    },
    async (request, reply) => {
      const { visible, question } = readQuestion(request.query, reply, options)
      const answer = await listAccounts(visible, question)
      const link = pageLinks(app.publicPath + request.url, answer.page)
      if (link !== null) reply.header('link', link)
      return sendPage(reply, answer, question.query.fields)
    }
  )

  app.post(
    '/accounts/search',
    {
      config: { needs: ['accounts:read'], weightOf: weightOfQuestion },
      schema: {
        operationId: 'searchAccounts',
        tags: ['Accounts'],
        summary: 'Search accounts',
        description:
          'Same as `GET /accounts`, with the parameters as a JSON body. Personal search terms then stay out of URLs and ' +
          'access logs. A cursor works with either operation. There is no header `Link`, since it would contain the search ' +
          'terms.',
        headers: callerTokenHeaders(lists),
        querystring: Type.Object({}, { additionalProperties: false }),
        body: {
          ...querySchema,
          description: 'Parameters of `GET /accounts`.',
          examples: [searchExample(lists)]
        },
        response: {
          200: page,
          ...problemResponses('searchAccounts', 'payload-too-large', 'unsupported-media-type', ...problems)
        }
      }
    },
    async (request, reply) => {
      const { visible, question } = readQuestion(request.body, reply, options)
      return sendPage(reply, await listAccounts(visible, question), question.query.fields)
    }
  )
  done()
}

const linkHeader = {
  type: 'string',
  description:
    'Next page (`rel="next"`), absent on the last page. With `page` also `first`, `prev` and `last` (RFC 8288).',
  examples: ['</accounts?source=tenant&limit=2&page=2>; rel="next"']
}

/** Examples by the name of a recorded answer. */
const pageSummaries = {
  tenant: 'Source tenant',
  scope: 'Source scope',
  industry: 'Source industry',
  iam: 'Source iam',
  severalSources: 'Several sources',
  scanned: 'A search of every source: two lists were read through',
  skipped: 'Two of four sources cannot search',
  partial: 'One of several sources failed',
  warnings: 'The upstream sent fewer rows than it reports',
  stale: 'A stale cached response, because the source fails',
  raw: 'With the upstream row'
}

/** A search of the sources that support it; if there are none, a page of the first source. */
function searchExample(lists: readonly ListSource[]) {
  const able = lists.filter(({ definition }) => definition.filters.includes('q')).map(({ id }) => id)
  return able.length > 0
    ? { source: able, q: 'Emma', limit: 10 }
    : { source: lists.slice(0, 1).map(({ id }) => id), limit: 10 }
}
