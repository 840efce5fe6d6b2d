// Never run: the compiler must accept what is here, and refuse what stands below each `@ts-expect-error`.
import {
  createClient,
  namesPerson,
  ProblemError,
  WalkIncomplete,
  type Account,
  type LookupKey,
  type Slug,
  type SourceId,
  type WalkEnd
} from 'rollcall/client'

const client = createClient({ baseUrl: 'https://rollcall.example.com', token: async () => 'token', retries: 1 })
const sources = ['tenant', 'iam'] as const

// @ts-expect-error an address is needed
createClient({})
// @ts-expect-error options have names
createClient({ baseUrl: '/', tokn: 'token' })

export async function walks(signal: AbortSignal): Promise<void> {
  for await (const account of client.accounts({ source: sources, q: 'Emma' }, { signal })) {
    const name: string | null = account.displayName
    const source: SourceId = account.source
    // @ts-expect-error what may be unknown may be null
    const email: string = account.email
    // @ts-expect-error there is no such property
    void [account.nickName, name, source, email]
  }
  const walk: AsyncGenerator<Account, WalkEnd, void> = client.accounts()
  // @ts-expect-error a walk is no list
  const page: Account[] = client.accounts()
  // @ts-expect-error a source that is a lookup cannot be listed
  client.accounts({ source: ['identity'] })
  // @ts-expect-error several sources are a list
  client.accounts({ source: 'tenant' })
  // @ts-expect-error a walk minds the cursor itself
  client.accounts({ cursor: 'abc' })
  // @ts-expect-error no such parameter
  client.accounts({ keyword: 'Emma' })
  // @ts-expect-error an export knows no limit
  client.exportAccounts({ limit: 10 })
  void [walk, page]
}

export async function calls(): Promise<void> {
  const { data, complete } = await client.page({ limit: 10, page: 2, source: ['iam'], include: 'raw' })
  const raw: Record<string, unknown> | undefined = data[0]?.raw
  const account: Account = await client.lookup({ loginId: '1', loginSource: 'openAccount' })
  const keys: readonly LookupKey[] = [{ phone: '1' }, { email: 'a@example.com' }]
  const { results } = await client.lookups(keys)
  const found: Account | null | undefined = results[0]?.account
  const status: 'found' | 'not-found' | 'failed' | undefined = results[0]?.status
  // @ts-expect-error exactly one key
  await client.lookup({ phone: '1', loginSource: 'openAccount' })
  // @ts-expect-error some key
  await client.lookup({})
  // @ts-expect-error no such source
  await client.source('ldap')
  // @ts-expect-error no such path
  await client.api.GET('/users')
  // @ts-expect-error only ndjson is accounts
  client.exportAccounts({ format: 'csv' })
  const personal: boolean = namesPerson({ q: 'Emma', limit: 10 })
  const address: string = client.exportUrl({ format: 'csv', bom: true })
  void [complete, raw, account, found, status, personal, address]
}

export function errors(error: unknown): string {
  if (error instanceof WalkIncomplete) return error.end.missing.map(({ source, reason }) => source + reason).join()
  if (!(error instanceof ProblemError)) return ''
  const waitMs: number | null = error.retryAfterMs
  switch (error.slug) {
    case 'rate-limited':
      return `${waitMs}`
    // @ts-expect-error no such problem
    case 'too-late':
      return error.problem.detail
    default:
      return error.requestId
  }
}

// @ts-expect-error each problem has to be there
export const sides: Record<Slug, 'caller' | 'upstream'> = { 'rate-limited': 'caller', 'upstream-timeout': 'upstream' }
