import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { findAccount, queryForOne, type WantedAccount } from '../../accounts/find-by-id.ts'
import { selectFrom } from '../../accounts/select-fields.ts'
import type { Caller } from '../../callers/caller.ts'
import { refuseInvisible } from '../../callers/visible-sources.ts'
import { Fields, selectedFields } from '../../model/fields.ts'
import { Include } from '../../model/include.ts'
import { Failure, invalidRequest } from '../../problems/failure.ts'
import { isList, type OpenSource } from '../../sources/open-sources.ts'
import { callerTokenHeaders } from '../caller-tokens.ts'
import { exampleIds } from '../document/examples.ts'
import { listProblems, problemResponses } from '../document/problem-responses.ts'
import { sendPrivate } from '../send.ts'
import { toCallContext } from '../to-call-context.ts'
import { accountResponse } from './one-account.ts'
import { prepareQuery } from './read-question.ts'

/** The cost in the rate limit: it may read a whole list. */
const accountCost = 2

const unknownPath = { needs: 'nothing', produces: 'anything' } as const

/** `GET /accounts/{id}`: one account of a list. */
export const accountRoutes: FastifyPluginCallbackTypebox<{ sources: readonly OpenSource[] }> = (
  app,
  { sources },
  done
) => {
  const lists = sources.filter(isList)
  const order = lists.map(({ id }) => id)
  // Without a lookup source, its path must not count as an id.
  if (lists.length === sources.length) {
    app.all('/accounts/lookup', { schema: { hide: true }, config: unknownPath }, (_request, reply) =>
      reply.callNotFound()
    )
  }
  app.get(
    '/accounts/:id',
    {
      preValidation: prepareQuery,
      config: { needs: ['accounts:read'], cost: accountCost },
      schema: {
        operationId: 'getAccount',
        tags: ['Accounts'],
        summary: 'Get an account',
        description:
          'The current state of one account of a list. No upstream finds an account by this id, so its list is searched, within the ' +
          'timeout of the source. An account that a list has just shown is found with one call. `account-not-found` means that the ' +
          'whole list was searched. `scan-incomplete` means that the time ran out: repeat with its `nextCursor` as `cursor`.',
        headers: callerTokenHeaders(lists),
        params: Type.Object({
          id: Type.String({
            description: 'The `id` of an account of a list source, percent-encoded. Ids of `identity` are refused.',
            examples: exampleIds(order)
          })
        }),
        querystring: {
          ...Type.Object(
            {
              cursor: Type.Optional(
                Type.String({
                  description: '`nextCursor` of a `scan-incomplete`. All other parameters must stay the same.'
                })
              ),
              include: Include,
              fields: Fields
            },
            { additionalProperties: false }
          ),
          // `fields` as a comma list.
          style: 'form',
          explode: false
        },
        response: {
          200: accountResponse({ one: 'An account' }, order),
          ...problemResponses('getAccount', 'cursor-invalid', 'scan-incomplete', ...listProblems)
        }
      }
    },
    async (request, reply) => {
      const wanted = readWanted(request.params.id, sources, request.caller)
      const { cursor, include, fields } = request.query
      const query = queryForOne({
        cursor: cursor === undefined || cursor === '' ? null : cursor,
        includeRaw: include === 'raw',
        fields: selectedFields(fields)
      })
      const account = await findAccount(wanted, { query, context: toCallContext(reply, [wanted.source]) })
      return sendPrivate(reply, selectFrom(account, query.fields))
    }
  )
  done()
}

/** Our id → the list and the upstream's id. Throws a Failure if no list has such ids, or if the caller has no access to it. */
function readWanted(id: string, sources: readonly OpenSource[], caller: Caller | null): WantedAccount {
  if (id === '') throw new Failure('not-found', { detail: 'there is no such path; see /docs' })
  const end = id.indexOf(':')
  const source = sources.find((candidate) => candidate.id === id.slice(0, Math.max(end, 0)))
  if (source === undefined) {
    throw new Failure('account-not-found', {
      detail: 'the id does not begin with the name of an enabled source, such as tenant:…'
    })
  }
  refuseInvisible(caller, source.id)
  if (isList(source)) return { source, nativeId: id.slice(end + 1) }
  throw invalidRequest(
    { in: 'path', name: 'id', message: 'must be the id of an account of a list' },
    `${source.id} has no accounts by id: use GET /accounts/lookup with a phone number, a mail address or a login id`
  )
}
