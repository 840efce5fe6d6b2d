import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { rights } from '../../callers/caller.ts'
import { visibleTo } from '../../callers/visible-sources.ts'
import type { Me, RateLimit } from '../../model/me.ts'
import type { OpenSource } from '../../sources/open-sources.ts'
import { answerExamples } from '../document/examples.ts'
import { answerFields } from '../document/header-fields.ts'
import { callerSlugs, problemResponses } from '../document/problem-responses.ts'
import { sendPrivate } from '../send.ts'

interface MeOptions {
  /** The enabled sources. */
  readonly sources: readonly OpenSource[]
  /** The limit of callers without their own. */
  readonly rateLimit: RateLimit
}

/** `GET /me`: the caller and its rights. */
export const meRoutes: FastifyPluginCallbackTypebox<MeOptions> = (app, { sources, rateLimit }, done) => {
  const ids = sources.map(({ id }) => id)
  app.get(
    '/me',
    {
      config: { needs: [] },
      schema: {
        operationId: 'getMe',
        tags: ['Caller'],
        summary: 'Get the caller',
        description:
          'Name, sources, rights, rate limit and expiry of the credentials in the request. If no credentials are required, a request without them describes an anonymous caller.',
        querystring: Type.Object({}, { additionalProperties: false }),
        response: {
          200: {
            description: 'The caller.',
            headers: answerFields.kept,
            content: {
              'application/json': {
                schema: { $ref: 'Me#' },
                examples: answerExamples(
                  { me: 'A key with a limit and an end', anyone: 'No credentials asked for' },
                  ids
                )
              }
            }
          },
          ...problemResponses('getMe', ...callerSlugs)
        }
      }
    },
    ({ caller }, reply) => {
      const me: Me = {
        name: caller?.name ?? null,
        sources: visibleTo(caller, sources).map(({ id }) => id),
        rights: [...(caller?.rights ?? rights)],
        rateLimit: caller?.rateLimit ?? rateLimit,
        expiresAt: caller?.expiresAt ?? null
      }
      return sendPrivate(reply, me)
    }
  )
  done()
}
