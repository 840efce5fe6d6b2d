import { credentialNames, type CredentialName } from './credentials.ts'
import type { PageRequest } from './query.ts'

/**
 * The query as a program with the typed client, which walks all its pages and says what is missing, such as what a source holds
 * that lacks a filter. Credentials come from the environment.
 */
export function toClientCode(
  baseUrl: string,
  { parameters }: PageRequest,
  credentials: readonly CredentialName[]
): string {
  const options = [
    `baseUrl: ${literal(baseUrl)}`,
    ...credentials.map((name) => `${name}: process.env.${credentialNames[name].variable} ?? ''`)
  ]
  const { cursor: _, ...query } = parameters
  return `import { createClient, WalkIncomplete } from 'rollcall/client'

const rollcall = createClient(${object(options)})
const accounts = rollcall.accounts(${object(Object.entries(query).map(([name, value]) => `${name}: ${literal(value)}`))})

try {
  for await (const account of accounts) console.log(account.id, account.displayName)
} catch (error) {
  if (!(error instanceof WalkIncomplete)) throw error
  console.error(error.message)
}
`
}

/** On one line as long as that is short. */
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
