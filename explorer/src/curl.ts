import { variableFor } from './credentials.ts'
import type { PageRequest } from './query.ts'

/**
 * The request as a command for a POSIX shell. `baseUrl` has no slash at its end. `headers` name the credentials, for which the
 * command has shell variables.
 */
export function toCurl(baseUrl: string, { method, parameters }: PageRequest, headers: readonly string[]): string {
  const credentials = headers.map((header) => {
    const scheme = header === 'Authorization' ? 'Bearer ' : ''
    return `-H "${header}: ${scheme}$${variableFor(header)}"`
  })
  const parts =
    method === 'GET'
      ? [`curl ${quote(`${baseUrl}/accounts?${toQueryString(parameters)}`)}`, ...credentials]
      : [
          `curl ${quote(`${baseUrl}/accounts/search`)}`,
          ...credentials,
          "-H 'Content-Type: application/json'",
          `-d ${quote(JSON.stringify(parameters))}`
        ]
  return parts.join(' \\\n  ')
}

function toQueryString(parameters: object): string {
  const pairs = Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)])
  return new URLSearchParams(pairs).toString().replaceAll('%2C', ',')
}

/** Within single quotes, a shell changes nothing; only a single quote itself needs escaping. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
