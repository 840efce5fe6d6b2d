import { ConnectionError, createClient, ProblemError, WalkIncomplete, type Missing, type Slug } from '@rollcall/client'

/**
 * Counts the accounts of every source and prints what is missing: `node examples/list-accounts.ts http://127.0.0.1:3000`. Reads a key
 * or token from ROLLCALL_TOKEN. Exits with 1 if accounts are missing, and with 2 if none could be read.
 */
async function main(baseUrl: string, token: string | undefined): Promise<number> {
  const { iterateAccounts } = createClient({ baseUrl, ...(token === undefined ? {} : { token }) })
  const counts = new Map<string, number>()
  try {
    for await (const { source } of iterateAccounts()) counts.set(source, (counts.get(source) ?? 0) + 1)
  } catch (error) {
    if (error instanceof ConnectionError) return complain(`${baseUrl}: ${error.message}`)
    if (error instanceof ProblemError) return complain(`${error.message}. ${advice(error.slug)}`)
    if (!(error instanceof WalkIncomplete)) throw error
    print(counts, error.end.missing)
    return complain(error.message, 1)
  }
  print(counts, [])
  return 0
}

function print(counts: ReadonlyMap<string, number>, missing: readonly Missing[]): void {
  const sources = new Set([...counts.keys(), ...missing.map(({ source }) => source)])
  write('source', 'accounts', 'missing')
  for (const name of sources) {
    const lost = missing.find(({ source }) => source === name)
    write(name, counts.get(name) ?? 0, lost === undefined ? '' : `${lost.accounts ?? 'unknown'} (${lost.reason})`)
  }
}

function write(source: string, accounts: string | number, missing: string): void {
  process.stdout.write(`${source.padEnd(10)}${String(accounts).padStart(8)}  ${missing}`.trimEnd() + '\n')
}

/** Each problem has a slug to switch on. */
function advice(slug: Slug): string {
  switch (slug) {
    case 'unauthenticated':
    case 'forbidden':
      return 'Set ROLLCALL_TOKEN to a key with this right.'
    case 'rate-limited':
      return 'Try again later.'
    default:
      return `See /problems/${slug}.`
  }
}

function complain(sentence: string, code = 2): number {
  process.stderr.write(`${sentence}\n`)
  return code
}

process.exitCode = await main(process.argv[2] ?? 'http://127.0.0.1:3000', process.env['ROLLCALL_TOKEN'])
