import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { scanFilterNames, type ScanFilterName } from '../../model/query.ts'
import type { Source } from '../../model/source.ts'
import { Failure } from '../../problems/failure.ts'
import { isList, type OpenSource } from '../../sources/open-sources.ts'
import type { ListDefinition } from '../../sources/source.ts'
import { sourceExamples } from '../document/examples.ts'
import { callerSlugs, problemResponses } from '../document/problem-responses.ts'
import { refuseInvisible, visibleTo } from '../../callers/visible-sources.ts'

/** `GET /sources` and `GET /sources/{source}`. */
export const sourcesRoutes: FastifyPluginCallbackTypebox<{ sources: readonly OpenSource[] }> = (
  app,
  { sources },
  done
) => {
  const ids = sources.map(({ id }) => id)
  const shown = sourceExamples.filter(({ source }) => ids.includes(source))
  app.get(
    '/sources',
    {
      config: { needs: [] },
      schema: {
        operationId: 'listSources',
        tags: ['Sources'],
        summary: 'List sources',
        description: 'Capabilities and state of every enabled source that the caller may see.',
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
    (request) => ({ data: visibleTo(request.caller, sources).map(toSource) })
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
        params: Type.Object({ source: Type.String({ description: 'Id of the source.', examples: ids.slice(0, 1) }) }),
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
      const source = sources.find(({ id }) => id === request.params.source)
      if (source === undefined)
        throw new Failure('not-found', { detail: 'no enabled source has this name; GET /sources lists them' })
      refuseInvisible(request.caller, source.id)
      return toSource(source)
    }
  )
  done()
}

function toSource(source: OpenSource): Source {
  const { definition, calls, timeoutMs, health } = source
  return {
    source: definition.id,
    title: definition.title.en,
    kind: definition.kind,
    upstream: definition.operation,
    timeoutMs,
    maxPageSize: isList(source) ? source.maxPageSize : null,
    filters: definition.kind === 'list' ? [...definition.filters] : [],
    scanFilters: definition.kind === 'list' ? scanFiltersOf(definition) : [],
    properties: [...definition.properties],
    credentials: { configured: calls.configured, callerToken: definition.callerToken?.header ?? null },
    circuit: source.breaker.state,
    lastSuccessAt: health.lastSuccessAt?.toISOString() ?? null,
    lastFailure: health.lastFailure && { at: health.lastFailure.at.toISOString(), slug: health.lastFailure.slug }
  }
}

/** The filters that only a scan can apply. */
function scanFiltersOf({ filters }: ListDefinition): ScanFilterName[] {
  return scanFilterNames.filter((name) => !filters.some((filter) => filter === name))
}
