import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { lookupAccount } from '../../accounts/lookup.ts'
import { lookupAccounts } from '../../accounts/lookup-batch.ts'
import { selectFrom, selectInResults } from '../../accounts/select-fields.ts'
import { Fields, selectedFields } from '../../model/fields.ts'
import { Include } from '../../model/include.ts'
import { lookupKeyProperties, type GivenLookupKey } from '../../model/lookup.ts'
import type { LookupSource } from '../../sources/open-sources.ts'
import { withPublicTypes } from '../../problems/public-types.ts'
import { sendPrivate } from '../send.ts'
import { answerExamples } from '../document/examples.ts'
import { readLookupKey } from './read-lookup-key.ts'
import { accountResponse } from './one-account.ts'
import { prepareQuery } from './read-question.ts'
import { callerSlugs, problemResponses, upstreamSlugs } from '../document/problem-responses.ts'
import { toCallContext } from '../to-call-context.ts'
import { refuseInvisible } from '../../callers/visible-sources.ts'

const nothing = Type.Object({}, { additionalProperties: false })

const problems = ['forbidden', ...callerSlugs, ...upstreamSlugs] as const

/** The cost of a batch in the rate limit. */
const batchCost = 5

/** `GET` and `POST /accounts/lookup`: accounts by phone number, mail address or login id. */
export const lookupRoutes: FastifyPluginCallbackTypebox<{ source: LookupSource }> = (app, { source }, done) => {
  app.addHook('onRequest', (request, _reply, done) => {
    refuseInvisible(request.caller, source.id)
    done()
  })
  app.get(
    '/accounts/lookup',
    {
      preValidation: prepareQuery,
      config: { needs: ['accounts:read'] },
      schema: {
        operationId: 'lookupAccount',
        tags: ['Lookup'],
        summary: 'Look up one account',
        description:
          'One account of source `identity` by exactly one key: `phone`, `email`, or `loginId` with `loginSource`.',
        querystring: {
          ...Type.Object({ ...lookupKeyProperties, include: Include, fields: Fields }, { additionalProperties: false }),
          // `fields` as a comma list.
          style: 'form',
          explode: false
        },
        response: {
          200: accountResponse({ found: 'Found by phone' }, [source.id]),
          ...problemResponses('lookupAccount', 'not-found', 'account-not-found', ...problems)
        }
      }
    },
    async (request, reply) => {
      const key = readLookupKey(request.query)
      const context = toCallContext(reply, [source])
      const { include, fields } = request.query
      const account = await lookupAccount(key, source, { includeRaw: include === 'raw', context })
      return sendPrivate(reply, selectFrom(account, selectedFields(fields)))
    }
  )

  app.post(
    '/accounts/lookup',
    {
      config: { needs: ['accounts:read'], cost: batchCost },
      schema: {
        operationId: 'lookupAccounts',
        tags: ['Lookup'],
        summary: 'Look up several accounts',
        description:
          'Accounts of source `identity` by 1 to 50 keys, each with its own result. Equal keys share one upstream call. ' +
          'All keys share the timeout of the source. If every key fails, the answer is a problem with the `results`.',
        querystring: nothing,
        body: Type.Object(
          {
            keys: Type.Array(Type.Unsafe<GivenLookupKey>({ $ref: 'LookupKey#' }), {
              minItems: 1,
              maxItems: 50,
              description: 'Keys to look up.'
            }),
            include: Include,
            fields: Fields
          },
          {
            title: 'LookupKeys',
            additionalProperties: false,
            description: 'Keys to look up.',
            examples: [{ keys: [{ phone: '10000000001' }, { email: 'nobody@example.com' }] }]
          }
        ),
        response: {
          200: {
            description: 'Results of a batch lookup.',
            content: {
              'application/json': {
                schema: { $ref: 'LookupResults#' },
                examples: answerExamples({ two: 'One found, one not', failed: 'One found, one failed' }, [source.id])
              }
            }
          },
          ...problemResponses('lookupAccounts', 'not-found', 'payload-too-large', 'unsupported-media-type', ...problems)
        }
      }
    },
    async (request, reply) => {
      const keys = request.body.keys.map(readLookupKey)
      const context = toCallContext(reply, [source])
      const { include, fields } = request.body
      const { results, complete } = await lookupAccounts(keys, source, { includeRaw: include === 'raw', context })
      const answer = withPublicTypes({ results, complete }, app.publicPath)
      return sendPrivate(reply, { results: selectInResults(answer.results, selectedFields(fields)), complete })
    }
  )
  done()
}
