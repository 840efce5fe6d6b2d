/**
 * The introduction of the documentation page. `callerTokenHeaders`: headers for users' own upstream tokens. `publicPath`: path
 * below which a proxy mounts the service.
 */
export function description(callerTokenHeaders: readonly string[], publicPath: string): string {
  return `
Rollcall gives you the accounts of several account systems through one REST API. You can list, search, look up and export them. Every
account has the same format: \`Account\`. Rollcall only reads: no request changes an account.

An *upstream* is an account system that Rollcall reads. A *source* is the part of Rollcall that reads one upstream. Its name is a value of
the parameter \`source\`. \`GET /sources\` lists the sources of this installation.

## Quick start

\`\`\`
curl "$ROLLCALL/accounts?limit=2"
\`\`\`

\`$ROLLCALL\` is the address of this page, such as \`https://rollcall.example.com\`. The answer has four members:

- \`data\`: the accounts.
- \`page\`: the position in the list.
- \`sources\`: one report per source.
- \`complete\`: false if accounts are missing from this page.

You can try out each operation on this page.

## Paging

Send \`page.nextCursor\` as \`cursor\` until it is null. Keep all other parameters unchanged. Each account appears exactly once. If the list
changes so much that Rollcall loses its position, the page has the warning \`rows-may-be-missing\`.

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
\`retryable\` says whether a retry can succeed. The header \`Retry-After\` says when. An unknown parameter is an error.

## Authentication

If credentials are required, send an API key or a token of the trusted issuer as \`Authorization: Bearer …\`. You can also send a key as
\`X-Api-Key\`. Enter credentials under "Authorize" to use them on this page.

Credentials have rights (\`accounts:read\`, \`accounts:export\`). They can be restricted to some sources. A request beyond them is
\`forbidden\`. \`GET /me\` describes the caller.${userTokens(callerTokenHeaders)}

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

function userTokens(headers: readonly string[]): string {
  if (headers.length === 0) return ''
  const names = new Intl.ListFormat('en-GB').format(headers.map((header) => `\`${header}\``))
  return `\n\nSend a user's own upstream token in ${names} to read with the rights of that user.`
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
