import { Type, type Static } from 'typebox'
import { accountProperties } from './account-properties.ts'
import { nullableInteger, nullableMoment, nullableText } from './nullable.ts'
import { slugs, type Slug } from './problem-catalogue.ts'
import { filterNames, scanFilterNames } from './query.ts'

/** The states of a source's circuit breaker. */
export const circuitStates = ['closed', 'open', 'half-open'] as const
export type CircuitState = (typeof circuitStates)[number]

/** What a source can do and how it is. */
export function sourceSchema(sources: readonly string[]) {
  return Type.Object(
    {
      source: Type.Unsafe<string>({
        type: 'string',
        enum: [...sources],
        title: 'SourceId',
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
          apiVersion: nullableText('Its version, where it has one.')
        },
        {
          title: 'UpstreamOperation',
          additionalProperties: false,
          description: 'The upstream operation behind a source.'
        }
      ),
      timeoutMs: Type.Integer({ description: 'Milliseconds it has for its part of one answer.' }),
      maxPageSize: nullableInteger('Rows per upstream page, at most; null for a lookup.'),
      filters: Type.Array(Type.Enum([...filterNames], { title: 'FilterName' }), {
        description: 'Filters it supports.'
      }),
      scanFilters: Type.Array(Type.Enum([...scanFilterNames], { title: 'ScanFilterName' }), {
        description: 'Filters that work with `scan=allow`, by reading its list through.'
      }),
      properties: Type.Array(
        Type.Unsafe<string>({ type: 'string', enum: [...accountProperties], title: 'AccountProperty' }),
        {
          description: 'Account properties it can fill; the others are always null or empty.'
        }
      ),
      credentials: Type.Object(
        {
          configured: Type.Boolean({ description: 'Whether the service has credentials of its own for it.' }),
          callerToken: nullableText("Header for the caller's own upstream token; null where none is taken.")
        },
        { title: 'SourceCredentials', additionalProperties: false, description: 'With which rights a source is asked.' }
      ),
      circuit: Type.Enum([...circuitStates], {
        title: 'CircuitState',
        description:
          '`closed`: it is asked. `open`: it failed several times in a row and is left alone for a while. `half-open`: one call tries it.'
      }),
      lastSuccessAt: nullableMoment('When it last answered; null when it did not since the start.'),
      lastFailure: Type.Unsafe<{ at: string; slug: Slug } | null>({
        type: ['object', 'null'],
        properties: {
          at: { type: 'string', format: 'date-time', description: 'When.' },
          slug: { type: 'string', enum: slugs, title: 'ProblemSlug', description: 'Which problem.' }
        },
        required: ['at', 'slug'],
        additionalProperties: false,
        description: 'Its last failure; null when there was none since the start.'
      })
    },
    { $id: 'Source', additionalProperties: false, description: 'A source: what it can do and how it is.' }
  )
}
export type Source = Static<ReturnType<typeof sourceSchema>>
