import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox'
import { Type, type Static } from 'typebox'
import { lookupAccount } from '../accounts/lookup-account.ts'
import { Failure } from '../problems/failure.ts'
import type { LookupConnection } from '../sources/connection.ts'
import type { LookupKey, SourceDefinition } from '../sources/source.ts'
import { sendPrivate } from './accounts.ts'
import { answerExample } from './examples.ts'
import { problemResponses, upstreamSlugs } from './problem-responses.ts'
import { requestContext } from './request-context.ts'

const keyText = (description: string, examples: string[] = []) =>
  Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      pattern: '\\S',
      description,
      ...(examples.length > 0 ? { examples } : {})
    })
  )

const lookupQuerySchema = Type.Object(
  {
    phone: keyText('Phone number, complete and unmasked.', ['10000000001']),
    email: keyText('Mail address, complete and unmasked, such as `emma.clark@example.com`.'),
    loginId: keyText('Id of the account at `loginSource`, such as `10480000521`.'),
    loginSource: keyText('Where `loginId` comes from; `openAccount` when left out.'),
    include: Type.Optional(
      Type.Enum(['raw'], { description: '`raw`: the account with its upstream row, as it came, less secrets.' })
    )
  },
  { additionalProperties: false }
)
type LookupQuery = Static<typeof lookupQuerySchema>

/** `GET /accounts/lookup`: the one account under a phone number, a mail address or a login id. */
export const lookupRoutes: FastifyPluginCallbackTypebox<{
  connection: LookupConnection
  registry: readonly SourceDefinition[]
}> = (app, { connection, registry }, done) => {
  app.get(
    '/accounts/lookup',
    {
      schema: {
        operationId: 'lookupAccount',
        tags: ['Accounts'],
        summary: 'Look up one account',
        description:
          'The account of source `identity` under exactly one key: `phone`, `email`, or `loginId` with `loginSource`.',
        querystring: lookupQuerySchema,
        response: {
          200: {
            description: 'The account.',
            content: {
              'application/json': {
                schema: { $ref: 'Account#' },
                examples: { found: { summary: 'Found by phone', value: answerExample('lookup') } }
              }
            }
          },
          ...problemResponses('account-not-found', ...upstreamSlugs)
        }
      }
    },
    async (request, reply) => {
      const { include, ...query } = request.query
      const context = requestContext(request, reply, registry)
      return sendPrivate(reply, await lookupAccount(toKey(query), include === 'raw', connection, context))
    }
  )
  done()
}

function toKey({ phone, email, loginId, loginSource }: Omit<LookupQuery, 'include'>): LookupKey {
  const given = [phone, email, loginId].filter((value) => value !== undefined)
  if (given.length !== 1) throw keyMistake('phone, email or loginId', 'exactly one of them is needed')
  if (loginSource !== undefined && loginId === undefined) throw keyMistake('loginSource', 'goes with loginId only')
  if (phone !== undefined) return { phone }
  if (email !== undefined) return { email }
  return { loginId: loginId ?? '', loginSource: loginSource ?? 'openAccount' }
}

function keyMistake(name: string, message: string): Failure {
  return new Failure('invalid-request', { detail: `${name}: ${message}`, errors: [{ in: 'query', name, message }] })
}
