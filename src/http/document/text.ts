/**
 * The front page of the documentation: what a newcomer needs first. `callerTokenHeaders` carry users' own tokens to the enabled
 * sources. A proxy mounts the service at `publicPath`.
 */
export function description(callerTokenHeaders: readonly string[], publicPath: string): string {
  return `
Rollcall is one REST API over five account systems. Ask \`GET /accounts\`, name the sources you want or none for all, and get
one kind of \`Account\`, whatever the system it lives in.

## One request

\`\`\`
curl "$ROLLCALL/accounts?limit=2"
\`\`\`

\`$ROLLCALL\` is the address that this page comes from, such as \`https://rollcall.example.com\`. In the answer, \`data\`
holds the accounts, \`page\` where you are, \`sources\` one report a source, and \`complete\` whether anything is missing. Each
operation below can be tried out on this page.

## Paging

Send \`page.nextCursor\` back as \`cursor\`, everything else unchanged, until it is null: that gives every account exactly
once. A page may hold fewer accounts than \`limit\` before the end. With one source, \`page=1, 2, 3, …\` works too, and the
header \`Link\` leads on.

## Partial answers

With several sources, one may fail while others answer. \`complete\` then is false and \`sources\` says which failed and
why; its accounts come on a later page once it is back. \`partial=forbid\` turns that into an error.

## Errors

Every 4xx and 5xx is \`application/problem+json\` (RFC 9457) with a \`type\` from a closed list, see [/problems](${publicPath}/problems).
\`retryable\` says whether to try again, the header \`Retry-After\` when. An unknown parameter is an error, never ignored.

## Who may call

Where the installation asks for credentials, send them as \`Authorization: Bearer …\`: a key, which may stand in
\`X-Api-Key\` as well, or a token of the issuer that the service trusts. They come with rights (\`accounts:read\`,
\`accounts:export\`) and, it may be, with some sources only; what lies beyond is \`forbidden\`. The button "Authorize" takes
them. \`GET /me\` says who calls and what the caller may do.${userTokens(callerTokenHeaders)}

## Limits

A caller may send so many requests in a while; \`RateLimit\` says how many are left and when there are more. An export
counts for ten, a batch lookup or a search with \`scan=allow\` for five. This page, \`/problems\`, \`/openapi.json\` and \`/openapi.yaml\` are open to anyone and
count for none.

## Ids

Ids are text. \`id\` is unique over all sources. Accounts of different sources that share an unmasked \`identityId\` are
the same person; nothing is ever joined on phone numbers, mail addresses or masked values.

## Headers of every answer

\`X-Request-Id\` names the request in the logs. Answers that are data may neither run nor be framed: they carry
\`Content-Security-Policy\`, \`X-Content-Type-Options\`, \`X-Frame-Options\`, \`Referrer-Policy\` and
\`Cross-Origin-Resource-Policy\`. Pages of origins that the installation trusts may read the others (CORS).
`.trim()
}

function userTokens(headers: readonly string[]): string {
  if (headers.length === 0) return ''
  const names = new Intl.ListFormat('en-GB').format(headers.map((header) => `\`${header}\``))
  return `\n\nA user's own token at an upstream goes into ${names}: the answer then has that user's rights.`
}

/** How credentials travel. Which of them an installation takes, it says on each operation. */
export const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'A key, or a JSON Web Token of the issuer that the service trusts (RFC 6750).'
  },
  apiKey: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Api-Key',
    description: 'A key, where it cannot be sent as a bearer.'
  }
} as const

/**
 * Enumerations that are schemas of their own → what each is. Generated clients then have one type `SourceId` and not one for each
 * property that holds a source.
 */
export const enumerations: Readonly<Record<string, string>> = {
  AccountProperty: 'Name of a property of an account.',
  CircuitState: 'State of the circuit breaker of a source.',
  FilterName: 'Name of a filter.',
  ScanFilterName: 'Name of a filter that a scan can apply.',
  ListSourceId: 'Id of a source that has a list of accounts.',
  ProblemPath: 'Type of a problem: the path of its description.',
  ProblemSlug: 'Name of a problem type.',
  ReportStatus: 'What became of a source in an answer.',
  Right: 'Name of a right.',
  SourceId: 'Id of a source.',
  WarningCode: 'Kind of a warning.'
}

/** One for each task that a reader comes with. */
export const tags = [
  { name: 'Accounts', description: 'Read and search lists of accounts, page by page, from one source or several.' },
  {
    name: 'Lookup',
    description: 'Find the account of one person, or of several, by phone number, mail address or login id.'
  },
  { name: 'Export', description: 'Take every account away as a file.' },
  { name: 'Sources', description: 'See which systems are behind, what they can do and how they are.' },
  { name: 'Caller', description: 'See who calls and what the caller may do.' },
  { name: 'Problems', description: 'Understand an error and what to do about it.' },
  { name: 'Operations', description: 'Run the service: probes and metrics.' }
]
