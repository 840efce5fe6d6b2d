/**
 * The introduction on the documentation page. `callerTokenHeaders`: headers for users' own upstream tokens, of the enabled sources.
 * `publicPath`: where a proxy mounts the service.
 */
export function description(callerTokenHeaders: readonly string[], publicPath: string): string {
  return `
Rollcall is one REST API over five account systems. \`GET /accounts\` returns accounts of every source, or of those in
\`source\`, in one format: \`Account\`.

## Quick start

\`\`\`
curl "$ROLLCALL/accounts?limit=2"
\`\`\`

\`$ROLLCALL\` is the address of this page, such as \`https://rollcall.example.com\`. In the answer, \`data\` holds the accounts,
\`page\` the position, \`sources\` one report per source. \`complete\` is false if anything is missing. You can try out each operation
on this page.

## Paging

Send \`page.nextCursor\` as \`cursor\`, with all other parameters unchanged, until it is null. Each account appears exactly once. A page
may hold fewer accounts than \`limit\` before the end. With one source, \`page=1, 2, 3, …\` works too. The header \`Link\` has the URL
of the next page.

## Partial answers

If one of several sources fails, the others still answer. \`complete\` is then false, and \`sources\` says which source failed and why.
Its accounts come on a later page. With \`partial=forbid\` the answer is an error instead.

## Errors

Every 4xx and 5xx is \`application/problem+json\` (RFC 9457) with a \`type\` from a closed list: [/problems](${publicPath}/problems). \`retryable\`
says whether a retry may succeed, the header \`Retry-After\` when. An unknown parameter is an error.

## Authentication

If credentials are required, send an API key or a token of the trusted issuer as \`Authorization: Bearer …\`. \`X-Api-Key\` also accepts
a key. Credentials have rights (\`accounts:read\`, \`accounts:export\`) and may be restricted to some sources. A request beyond them is
\`forbidden\`. Enter credentials under "Authorize". \`GET /me\` describes the caller.${userTokens(callerTokenHeaders)}

## Limits

The number of requests per caller and window is limited. \`RateLimit\` shows what remains and when the window resets. An export counts
for 10; a batch lookup and a request with \`scan=allow\` count for 5. This page, \`/problems\`, \`/openapi.json\` and
\`/openapi.yaml\` need no credentials and count for 0.

## Ids

Ids are text. \`id\` is unique over all sources. Accounts of different sources with the same unmasked \`identityId\` belong to one person.
Nothing is joined by phone number, email address or masked values.

## Headers

\`X-Request-Id\` identifies the request in the logs. Answers cannot be executed or framed: they carry \`Content-Security-Policy\`,
\`X-Content-Type-Options\`, \`X-Frame-Options\`, \`Referrer-Policy\` and \`Cross-Origin-Resource-Policy\`. Pages of trusted origins may
read all other headers (CORS).
`.trim()
}

function userTokens(headers: readonly string[]): string {
  if (headers.length === 0) return ''
  const names = new Intl.ListFormat('en-GB').format(headers.map((header) => `\`${header}\``))
  return `\n\nSend a user's own upstream token in ${names} to read with the rights of that user.`
}

/** How credentials travel. Which of them an installation takes, it says on each operation. */
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
 * Enumerations that are schemas of their own → what each is. Generated clients then have one type `SourceId` and not one for each
 * property that holds a source.
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

/** One for each task that a reader comes with. */
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
