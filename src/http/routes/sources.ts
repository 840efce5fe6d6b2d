import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox'
import { Type, type Static } from 'typebox'
import { Failure } from '../../problems/failure.ts'
import { isList, type Connection } from '../../sources/open-sources.ts'
import { filterNames } from '../../sources/source.ts'
import { sourceExamples } from '../document/examples.ts'
import { callerSlugs, problemResponses } from '../document/problem-responses.ts'
import { refuseInvisible, visibleTo } from './visible.ts'

const moment = (description: string) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time', description })

/** What a source can do and how it is. */
export function sourceSchema(sources: readonly string[]) {
  return Type.Object(
    {
      source: Type.Unsafe<string>({
        type: 'string',
        enum: [...sources],
        description: 'Its name, a value of `source`.'
      }),
      title: Type.String({ description: 'What it holds, for people.' }),
      kind: Type.Enum(['list', 'lookup'], {
        description: '`list`: for `/accounts`. `lookup`: for `/accounts/lookup`.'
      }),
      upstream: Type.Object(
        {
          method: Type.Enum(['GET', 'POST'], { description: 'HTTP method of the upstream operation.' }),
          path: Type.String({ description: 'Its path, as documented.' }),
          apiVersion: Type.Unsafe<string | null>({
            type: ['string', 'null'],
            description: 'Its version, where it has one.'
          })
        },
        {
          title: 'UpstreamOperation',
          additionalProperties: false,
          description: 'The upstream operation behind a source.'
        }
      ),
      timeoutMs: Type.Integer({ description: 'Milliseconds it has for its part of one answer.' }),
      maxPageSize: Type.Unsafe<number | null>({
        type: ['integer', 'null'],
        description: 'Rows per upstream page, at most; null for a lookup.'
      }),
      filters: Type.Array(Type.Enum([...filterNames]), { description: 'Filters it supports.' }),
      properties: Type.Array(Type.String(), {
        description: 'Account properties it can fill; the others are always null or empty.'
      }),
      credentials: Type.Object(
        {
          configured: Type.Boolean({ description: 'Whether the service has credentials of its own for it.' }),
          callerToken: Type.Unsafe<string | null>({
            type: ['string', 'null'],
            description: "Header for the caller's own upstream token; null where none is taken."
          })
        },
        { title: 'SourceCredentials', additionalProperties: false, description: 'With which rights a source is asked.' }
      ),
      circuit: Type.Enum(['closed', 'open', 'half-open'], {
        description:
          '`closed`: it is asked. `open`: it failed several times in a row and is left alone for a while. `half-open`: one call tries it.'
      }),
      lastSuccessAt: moment('When it last answered; null when it did not since the start.'),
      lastFailure: Type.Unsafe<{ at: string; slug: string } | null>({
        type: ['object', 'null'],
        properties: {
          at: { type: 'string', format: 'date-time', description: 'When.' },
          slug: { type: 'string', description: 'Which problem.' }
        },
        required: ['at', 'slug'],
        additionalProperties: false,
        description: 'Its last failure; null when there was none since the start.'
      })
    },
    { $id: 'Source', additionalProperties: false, description: 'A source: what it can do and how it is.' }
  )
}
type Source = Static<ReturnType<typeof sourceSchema>>

/** `GET /sources` and `GET /sources/{source}`. */
export const sourcesRoutes: FastifyPluginCallbackTypebox<{ connections: readonly Connection[] }> = (
  app,
  { connections },
  done
) => {
  const ids = connections.map(({ id }) => id)
  const shown = sourceExamples.filter(({ source }) => ids.includes(source))
  app.get(
    '/sources',
    {
      config: { needs: [] },
      schema: {
        operationId: 'listSources',
        tags: ['Sources'],
        summary: 'List sources',
        description:
          'Every enabled source that the caller may see: what it can do, with which rights it is asked, and how it is.',
        querystring: Type.Object({}, { additionalProperties: false }),
        response: {
          200: {
            description: 'The sources.',
            content: {
              'application/json': {
                schema: {
                  title: 'Sources',
                  description: 'Every source that the caller may see.',
                  type: 'object',
                  properties: {
                    data: { type: 'array', items: { $ref: 'Source#' }, description: 'The sources, in order.' }
                  },
                  required: ['data'],
                  additionalProperties: false
                },
                examples: { all: { summary: 'All sources', value: { data: shown } } }
              }
            }
          },
          ...problemResponses('listSources', ...callerSlugs)
        }
      }
    },
    (request) => ({ data: visibleTo(request.caller, connections).map(toSource) })
  )
  app.get(
    '/sources/:source',
    {
      config: { needs: [] },
      schema: {
        operationId: 'getSource',
        tags: ['Sources'],
        summary: 'Get a source',
        description: 'One enabled source.',
        params: Type.Object({ source: Type.String({ description: 'Name of the source.', examples: ids.slice(0, 1) }) }),
        querystring: Type.Object({}, { additionalProperties: false }),
        response: {
          200: {
            description: 'The source.',
            content: {
              'application/json': {
                schema: { $ref: 'Source#' },
                examples: Object.fromEntries(
                  shown.slice(0, 1).map((value) => [value.source, { summary: `Source ${value.source}`, value }])
                )
              }
            }
          },
          ...problemResponses('getSource', 'not-found', 'forbidden', ...callerSlugs)
        }
      }
    },
    (request) => {
      const connection = connections.find(({ id }) => id === request.params.source)
      if (connection === undefined) throw new Failure('not-found', { detail: 'no source of this name is enabled' })
      refuseInvisible(request.caller, connection.id)
      return toSource(connection)
    }
  )
  done()
}

function toSource(connection: Connection): Source {
  const { definition, source, timeoutMs, health } = connection
  return {
    source: definition.id,
    title: definition.title,
    kind: definition.kind,
    upstream: definition.operation,
    timeoutMs,
    maxPageSize: isList(connection) ? connection.maxPageSize : null,
    filters: definition.kind === 'list' ? [...definition.filters] : [],
    properties: [...definition.properties],
    credentials: { configured: source.configured, callerToken: definition.callerToken?.header ?? null },
    circuit: connection.breaker.state,
    lastSuccessAt: health.lastSuccessAt?.toISOString() ?? null,
    lastFailure: health.lastFailure && { at: health.lastFailure.at.toISOString(), slug: health.lastFailure.slug }
  }
}
