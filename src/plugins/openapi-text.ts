/** The front page of the documentation: what a newcomer needs first. */
export const description = `
Rollcall is one REST API over five account systems. Ask \`GET /accounts\`, name the sources you want or none for all, and get
one kind of \`Account\`, whatever the system it lives in.

\`\`\`
curl 'http://127.0.0.1:3000/accounts?source=tenant&limit=2'
\`\`\`

**Paging.** Send \`page.nextCursor\` back as \`cursor\`, everything else unchanged, until it is null: that gives every account
exactly once. With one source, \`page=1, 2, 3, …\` works too.

**Partial answers.** With several sources, one may fail while others answer. \`complete\` then is false and \`sources\` says which
failed and why; its accounts come on a later page once it is back. \`partial=forbid\` turns that into an error.

**Errors.** Every 4xx and 5xx is \`application/problem+json\` with a \`type\` from a closed list, see [/problems](/problems).
\`retryable\` says whether to try again, \`Retry-After\` when.

**Who may call.** Where the installation asks for credentials, send them as \`Authorization: Bearer …\`: a key, which may stand in
\`X-Api-Key\` as well, or a token of the issuer that the service trusts. They come with rights (\`accounts:read\`,
\`accounts:export\`) and, it may be, with some sources only; what lies beyond is \`forbidden\`. The button "Authorize" takes them.

**Limits.** A caller may send so many requests in a while; \`RateLimit\` says how many are left and when there are more. An
export counts for ten, a batch lookup for five.

**Ids** are text. \`source:nativeId\` is unique over all sources. Accounts of different sources that share an unmasked
\`identityId\` are the same person; nothing is ever joined on phone numbers, mail addresses or masked values.
`.trim()

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

export const tags = [
  { name: 'Accounts', description: 'List, search and look up accounts.' },
  { name: 'Sources', description: 'The systems behind: what they can do and how they are.' },
  { name: 'Problems', description: 'What errors mean and what to do about them.' },
  { name: 'Operations', description: 'For those who run the service.' }
]
