import { credentialNames, type CredentialName } from './credentials.ts'
import type { PageRequest } from './query.ts'

/**
 * The request as a command for a POSIX shell. `baseUrl` has no slash at its end. Of `credentials` only the names are known:
 * variables of the shell stand for the values.
 */
export function toCurl(
  baseUrl: string,
  { method, parameters }: PageRequest,
  credentials: readonly CredentialName[]
): string {
  const headers = credentials.map((name) => {
    const { header, prefix, variable } = credentialNames[name]
    return `-H "${header}: ${prefix}$${variable}"`
  })
  const parts =
    method === 'GET'
      ? [`curl ${quote(`${baseUrl}/accounts?${toQueryString(parameters)}`)}`, ...headers]
      : [
          `curl ${quote(`${baseUrl}/accounts/search`)}`,
          ...headers,
          "-H 'Content-Type: application/json'",
          `-d ${quote(JSON.stringify(parameters))}`
        ]
  return parts.join(' \\\n  ')
}

function toQueryString(parameters: object): string {
  const pairs = Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)])
  return new URLSearchParams(pairs).toString().replaceAll('%2C', ',')
}

/** Within single quotes a shell takes everything as it stands, but a single quote. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
