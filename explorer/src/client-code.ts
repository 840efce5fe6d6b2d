import { variableFor } from './credentials.ts'
import type { PageRequest } from './query.ts'

/**
 * The query as a program with the typed client. It reads all pages and prints what is missing, such as the accounts of sources without
 * the filter. `headers` name the credentials, which the program reads from the environment.
 */
export function toClientCode(baseUrl: string, { parameters }: PageRequest, headers: readonly string[]): string {
  const options = [`baseUrl: ${literal(baseUrl)}`, ...credentialOptions(headers)]
  const { cursor: _, ...query } = parameters
  const members = Object.entries(query).map(([name, value]) => `${name}: ${literal(value)}`)
  return `import { createClient, WalkIncomplete } from '@rollcall/client'

const rollcall = createClient(${object(options)})
const accounts = rollcall.iterateAccounts(${object(members)})

try {
  for await (const account of accounts) console.log(account.id, account.displayName)
} catch (error) {
  if (!(error instanceof WalkIncomplete)) throw error
  console.error(error.message)
}
`
}

function credentialOptions(headers: readonly string[]): string[] {
  const options: string[] = []
  const callerTokens: string[] = []
  for (const header of headers) {
    const value = `process.env.${variableFor(header)} ?? ''`
    if (header === 'Authorization') options.push(`token: ${value}`)
    else if (header === 'X-Api-Key') options.push(`apiKey: ${value}`)
    else callerTokens.push(`${literal(header)}: ${value}`)
  }
  return callerTokens.length === 0 ? options : [...options, `callerTokens: { ${callerTokens.join(', ')} }`]
}

/** On one line if it is short. */
function object(members: readonly string[]): string {
  const line = `{ ${members.join(', ')} }`
  return line.length <= 60 ? line : `{\n  ${members.join(',\n  ')}\n}`
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  const json = JSON.stringify(value)
  return typeof value === 'string'
    ? `'${json
        .slice(1, -1)
        .replaceAll(String.raw`\"`, '"')
        .replaceAll("'", String.raw`\'`)}'`
    : json
}
