import type { SourceDefinition } from '../../sources/source.ts'

/** What the introduction says about an enabled source. */
export type IntroducedSource = Pick<SourceDefinition, 'id' | 'kind' | 'callerToken'>

/** The introduction of the documentation page. `publicPath`: path below which a proxy mounts the service. */
export function description(sources: readonly IntroducedSource[], publicPath: string): string {
  return `
Rollcall gives you the accounts of several account systems through one REST API. You can list, search, look up and export them. Every
account has the same format: \`Account\`. Rollcall only reads: no request changes an account.

An *upstream* is an account system that Rollcall reads. A *source* is the part of Rollcall that reads one upstream.
${kindsOf(sources)} \`GET /sources\` describes the sources of this installation.

## Quick start

\`\`\`
curl "$ROLLCALL/accounts?limit=2"
\`\`\`

\`$ROLLCALL\` is the address of this page without \`/docs\`, such as \`https://rollcall.example.com\`. Add
\`-H "Authorization: Bearer $KEY"\` if this installation requires credentials. The answer has four members:

- \`data\`: the accounts.
- \`page\`: the position in the list.
- \`sources\`: one report per source.
- \`complete\`: false if accounts are missing from this page.

You can try out each operation on this page.

## Paging

Send \`page.nextCursor\` as \`cursor\` until it is null. Keep all other parameters unchanged. If a list does not change while you read it,
each of its rows appears exactly once, even if a source fails for a while. If it changes, look at \`sources[].warnings\`:
\`rows-may-be-missing\` means that Rollcall has lost its position in the list.

A page can hold fewer accounts than \`limit\` before the end. With one source, \`page=1, 2, 3, …\` works too. The header \`Link\` has the URL
of the next page.

## Search

Not every source has every filter. A source without the filter is skipped, or is an error if you name it in \`source\`. With
\`scan=allow\`, Rollcall reads the list of such a source and filters it. A page can then be short or empty before the end.

## Partial answers

If one of several sources fails, the others still answer. \`complete\` is then false. \`sources\` says which source failed and why. Its
accounts come on a later page. With \`partial=forbid\`, the answer is an error instead.

## Errors

Every 4xx and 5xx is \`application/problem+json\` (RFC 9457). Its \`type\` is one of a closed list: [/problems](${publicPath}/problems).
\`retryable\` says whether a retry can succeed. With 429 and 503, the header \`Retry-After\` says when. With a retryable 502 or 504,
wait about a second, longer each time. An unknown parameter is an error.

## Authentication

If credentials are required, send an API key or a token of the trusted issuer as \`Authorization: Bearer …\`. You can also send a key as
\`X-Api-Key\`. Enter credentials under "Authorize" to use them on this page.

Credentials have rights (\`accounts:read\`, \`accounts:export\`). They can be restricted to some sources. A request that needs another
right or source is \`forbidden\`. \`GET /me\` describes the caller.${userTokens(sources)}

## Limits

Each caller has a limit of requests per time window. \`RateLimit\` shows what remains, and when the window ends. Some requests count for
several: an export for 10, a batch lookup and a request with \`scan=allow\` for 5, \`GET /accounts/{id}\` for 2. This page, \`/problems\`,
\`/openapi.json\` and \`/openapi.yaml\` need no credentials and count for 0.

## Ids

Ids are text. \`id\` is unique over all sources. Accounts of different sources with the same unmasked \`identityId\` belong to one person.
Rollcall joins nothing by phone number, email address or masked values.

## Headers

\`X-Request-Id\` identifies the request in the logs. JSON and CSV answers carry headers that stop browsers from running or framing them:
\`Content-Security-Policy\`, \`X-Content-Type-Options\`, \`X-Frame-Options\`, \`Referrer-Policy\` and \`Cross-Origin-Resource-Policy\`. Pages of
trusted origins can read all other headers (CORS).
`.trim()
}

function kindsOf(sources: readonly IntroducedSource[]): string {
  const named = (kind: IntroducedSource['kind']): string =>
    sources
      .filter((source) => source.kind === kind)
      .map(({ id }) => `\`${id}\``)
      .join(', ')
  const [lists, lookups] = [named('list'), named('lookup')]
  return [
    lists && `*List sources* read lists of accounts: ${lists}. These are the values of the parameter \`source\`.`,
    lookups && `A *lookup source* only looks up one person: ${lookups}.`
  ]
    .filter(Boolean)
    .join('\n')
}

function userTokens(sources: readonly IntroducedSource[]): string {
  const headers = sources.flatMap(({ id, callerToken }) =>
    callerToken === null ? [] : [`\`${callerToken.header}\` for ${id}`]
  )
  return headers.length === 0
    ? ''
    : `\n\nSend a user's own upstream token to read with the rights of that user: ${headers.join(', ')}.`
}

/** The credential schemes. Each operation says which ones the installation accepts. */
export const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, or a JSON Web Token of the trusted issuer (RFC 6750).'
  },
  apiKey: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Api-Key',
    description: 'An API key, if it cannot be sent as a bearer token.'
  }
} as const

/**
 * Named enumerations → their descriptions. Generated clients then have one type `SourceId`, not one for each property with a
 * source.
 */
export const enumerations: Readonly<Record<string, string>> = {
  AccountProperty: 'Account property.',
  CircuitState: 'State of the circuit breaker of a source.',
  FilterName: 'Name of a filter.',
  ScanFilterName: 'Name of a filter that a scan can apply.',
  ListSourceId: 'Id of a list source.',
  ProblemPath: 'Type of a problem: path of its page.',
  ProblemSlug: 'Slug of a problem type.',
  ReportStatus: 'Outcome of a source in an answer.',
  Right: 'Name of a right.',
  SourceId: 'Id of a source.',
  WarningCode: 'Code of a warning.'
}

/** One tag per task of a reader. */
export const tags = [
  { name: 'Accounts', description: 'List and search accounts of one or several sources.' },
  {
    name: 'Lookup',
    description: 'Find accounts by phone number, email address or login id.'
  },
  { name: 'Export', description: 'Export every account as a file.' },
  { name: 'Sources', description: 'Capabilities and state of the sources.' },
  { name: 'Caller', description: 'The caller and its rights.' },
  { name: 'Problems', description: 'Meaning of each error, and what to do.' },
  { name: 'Operations', description: 'Probes and metrics.' }
]
