import type { Credentials as ClientCredentials, Source } from '@rollcall/client'

/** Header → value entered by the reader. Kept in memory only: never stored, never in the address, never in a snippet. */
export type Credentials = Readonly<Record<string, string>>

/** The headers for the caller's own credentials. Those for upstream tokens come from the sources. */
export const callerHeaders = ['Authorization', 'X-Api-Key'] as const

/** A header for a caller token, and the sources that take the token. */
export interface TokenField {
  readonly header: string
  readonly sources: readonly string[]
}

/** A field for each header in which a source takes a caller token. */
export function tokenFieldsOf(sources: readonly Pick<Source, 'source' | 'credentials'>[]): TokenField[] {
  const headers = new Set(sources.flatMap(({ credentials }) => credentials.callerToken ?? []))
  return [...headers].map((header) => ({
    header,
    sources: sources.filter(({ credentials }) => credentials.callerToken === header).map(({ source }) => source)
  }))
}

/** The headers of the credentials that are filled in. */
export function givenHeaders(credentials: Credentials): string[] {
  return Object.keys(credentials).filter((header) => credentials[header] !== '')
}

/** The credentials that are filled in, as options of the client. */
export function toClientCredentials(credentials: Credentials): ClientCredentials {
  const { Authorization: token, 'X-Api-Key': apiKey, ...others } = credentials
  const given = Object.entries(others).filter(([, token]) => token !== '')
  return { ...(token && { token }), ...(apiKey && { apiKey }), callerTokens: Object.fromEntries(given) }
}

/** The environment variable that a snippet reads a credential from. */
export function variableFor(header: string): string {
  if (header === 'Authorization') return 'ROLLCALL_TOKEN'
  if (header === 'X-Api-Key') return 'ROLLCALL_API_KEY'
  return header
    .replace(/^x-/i, '')
    .replaceAll(/[^a-z0-9]+/gi, '_')
    .toUpperCase()
}
