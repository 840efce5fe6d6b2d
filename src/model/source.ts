import { Type, type Static } from 'typebox'
import { accountProperties } from './account-properties.ts'
import { nullableInteger, nullableMoment, nullableText } from './nullable.ts'
import { slugs, type Slug } from './problem-catalogue.ts'
import { filterNames, scanFilterNames } from './query.ts'

/** The states of a source's circuit breaker. */
export const circuitStates = ['closed', 'open', 'half-open'] as const
export type CircuitState = (typeof circuitStates)[number]

/** The schema of a source: its capabilities and its state. */
export function sourceSchema(sources: readonly string[]) {
  return Type.Object(
    {
      source: Type.Unsafe<string>({
        type: 'string',
        enum: [...sources],
        title: 'SourceId',
        description: 'Id of the source. The id of a list source is a value of the parameter `source`.'
      }),
      title: Type.String({ description: 'Title for display.' }),
      kind: Type.Enum(['list', 'lookup'], {
        description: '`list`: for `/accounts`. `lookup`: for `/accounts/lookup`.'
      }),
      upstream: Type.Object(
        {
          method: Type.Enum(['GET', 'POST'], { description: 'HTTP method.' }),
          path: Type.String({ description: 'Path.' }),
          apiVersion: nullableText('API version; null if it has none.')
        },
        {
          title: 'UpstreamOperation',
          additionalProperties: false,
          description: 'The upstream operation behind a source.'
        }
      ),
      timeoutMs: Type.Integer({ description: 'Timeout in milliseconds for one answer, retries included.' }),
      maxPageSize: nullableInteger('Max rows per upstream page; null for a lookup.'),
      filters: Type.Array(Type.Enum([...filterNames], { title: 'FilterName' }), {
        description: 'Filters that the upstream supports.'
      }),
      scanFilters: Type.Array(Type.Enum([...scanFilterNames], { title: 'ScanFilterName' }), {
        description: 'Filters that work with `scan=allow`.'
      }),
      properties: Type.Array(
        Type.Unsafe<string>({ type: 'string', enum: [...accountProperties], title: 'AccountProperty' }),
        {
          description: 'Account properties that the source fills; others are always null or empty.'
        }
      ),
      credentials: Type.Object(
        {
          configured: Type.Boolean({ description: 'Whether the service has its own credentials for it.' }),
          callerToken: nullableText("Header for the caller's own upstream token; null if it takes none.")
        },
        { title: 'SourceCredentials', additionalProperties: false, description: 'Credentials for the upstream.' }
      ),
      circuit: Type.Enum([...circuitStates], {
        title: 'CircuitState',
        description:
          'Circuit breaker. `closed`: calls are made. `open`: calls are refused after consecutive failures. `half-open`: one call probes the upstream.'
      }),
      lastSuccessAt: nullableMoment('When it last answered; null if it has not answered since the process started.'),
      lastFailure: Type.Unsafe<{ at: string; slug: Slug } | null>({
        type: ['object', 'null'],
        properties: {
          at: { type: 'string', format: 'date-time', description: 'Time of the failure.' },
          slug: { type: 'string', enum: slugs, title: 'ProblemSlug', description: 'Slug of the problem.' }
        },
        required: ['at', 'slug'],
        additionalProperties: false,
        description: 'Last failure since the process started; null if there was none.'
      })
    },
    { $id: 'Source', additionalProperties: false, description: 'Capabilities and state of a source.' }
  )
}
export type Source = Static<ReturnType<typeof sourceSchema>>
