// Never run. The compiler must accept every line except those below a `@ts-expect-error`.
import {
  createClient,
  isPersonalQuery,
  ProblemError,
  WalkIncomplete,
  type Account,
  type LookupKey,
  type Slug,
  type SourceId,
  type WalkEnd,
  type WalkPage
} from '@rollcall/client'
import { accountsInfiniteQuery, lookupQuery } from '@rollcall/client/query'
import { InfiniteQueryObserver, type InfiniteData, type QueryClient } from '@tanstack/query-core'

const client = createClient({
  baseUrl: 'https://rollcall.example.com',
  token: async () => 'token',
  retry: { maxAttempts: 2 }
})
const sources = ['tenant', 'iam'] as const

// @ts-expect-error baseUrl is required
createClient({})
// @ts-expect-error no such option
createClient({ baseUrl: '/', tokn: 'token' })
createClient({ baseUrl: '/', callerTokens: { 'X-Iot-Token': 'token', 'X-Iam-Access-Token': async () => 'token' } })
// @ts-expect-error no source takes a token in this header
createClient({ baseUrl: '/', callerTokens: { 'X-Request-Id': 'token' } })
// @ts-expect-error no such limit
createClient({ baseUrl: '/', retry: { attempts: 2 } })

export async function walks(signal: AbortSignal): Promise<void> {
  for await (const account of client.iterateAccounts({ source: sources, q: 'Emma' }, { signal })) {
    const name: string | null = account.displayName
    const source: SourceId = account.source
    // @ts-expect-error a property may be null
    const email: string = account.email
    // @ts-expect-error there is no such property
    void [account.nickName, name, source, email]
  }
  const walk: AsyncGenerator<Account, WalkEnd, void> = client.iterateAccounts()
  // @ts-expect-error a walk is not an array
  const page: Account[] = client.iterateAccounts()
  // @ts-expect-error a lookup source has no list
  client.iterateAccounts({ source: ['identity'] })
  // @ts-expect-error sources are an array
  client.iterateAccounts({ source: 'tenant' })
  // @ts-expect-error a walk sets the cursor itself
  client.iterateAccounts({ cursor: 'abc' })
  // @ts-expect-error no such parameter
  client.iterateAccounts({ keyword: 'Emma' })
  // @ts-expect-error an export has no limit
  client.exportAccounts({ limit: 10 })
  // The same as absent, also under exactOptionalPropertyTypes.
  client.iterateAccounts({ source: undefined, q: undefined, limit: undefined })
  void [walk, page]
}

export async function calls(): Promise<void> {
  const { data, complete } = await client.listAccounts({ limit: 10, page: 2, source: ['iam'], include: 'raw' })
  const raw: Record<string, unknown> | undefined = data[0]?.raw
  const account: Account = await client.lookupAccount({ loginId: '1', loginSource: 'openAccount' })
  const keys: readonly LookupKey[] = [{ phone: '1' }, { email: 'a@example.com' }]
  const { results } = await client.lookupAccounts(keys)
  const found: Account | null | undefined = results[0]?.account
  const status: 'found' | 'not-found' | 'failed' | undefined = results[0]?.status
  // @ts-expect-error exactly one key
  await client.lookupAccount({ phone: '1', loginSource: 'openAccount' })
  // @ts-expect-error some key
  await client.lookupAccount({})
  // @ts-expect-error no such source
  await client.getSource('ldap')
  // @ts-expect-error the client reads ndjson only
  client.exportAccounts({ format: 'csv' })
  const isPersonal: boolean = isPersonalQuery({ q: 'Emma', limit: 10 })
  const url: string = client.exportUrl({ format: 'csv', bom: true })
  void [complete, raw, account, found, status, isPersonal, url]
}

export async function fields(): Promise<void> {
  const { data } = await client.listAccounts({ source: ['iam'], fields: ['email', 'masked'] })
  const email: string | null | undefined = data[0]?.email
  const id: string | undefined = data[0]?.id
  // @ts-expect-error it was not asked for
  void data[0]?.phone
  const found = await client.lookupAccount({ phone: '1' }, { fields: ['phone'] })
  const phone: string | null = found.phone
  // @ts-expect-error it was not asked for
  void found.email
  for await (const account of client.exportAccounts({ fields: ['roles'] })) void account.roles.length
  // @ts-expect-error no such property
  client.iterateAccounts({ fields: ['nickName'] })
  void [email, id, phone]
}

export function errors(error: unknown): string {
  if (error instanceof WalkIncomplete) return error.end.missing.map(({ source, reason }) => source + reason).join()
  if (!(error instanceof ProblemError)) return ''
  const waitMs: number | null = error.retryAfterMs
  switch (error.slug) {
    case 'invalid-request':
      // The slug narrows the problem.
      return (error.problem.errors ?? []).map(({ name, message }) => `${name} ${message}`).join()
    case 'forbidden':
      // @ts-expect-error only an invalid request has a list of mistakes
      return error.problem.errors.length
    case 'rate-limited':
      return `${waitMs}`
    // @ts-expect-error no such problem
    case 'too-late':
      return 'never'
    default:
      return error.requestId
  }
}

// @ts-expect-error every slug is required
export const sides: Record<Slug, 'caller' | 'upstream'> = { 'rate-limited': 'caller', 'upstream-timeout': 'upstream' }

export async function queries(queryClient: QueryClient): Promise<void> {
  const options = accountsInfiniteQuery(client, { source: sources, q: undefined })
  const pages: InfiniteData<WalkPage> | undefined = new InfiniteQueryObserver(queryClient, options).getCurrentResult()
    .data
  const account: Account | null = await queryClient.fetchQuery(lookupQuery(client, { email: 'a@example.com' }))
  const masked: readonly (keyof Account)[] | undefined = account?.masked
  const slugs: (Slug | undefined)[] | undefined = pages?.pages[0]?.missing.map(({ problem }) => problem?.slug)
  const failure: Slug | undefined = (await client.getSource('iam')).lastFailure?.slug
  // @ts-expect-error no such parameter
  accountsInfiniteQuery(client, { keyword: 'Emma' })
  // @ts-expect-error some key
  lookupQuery(client, {})
  void [masked, slugs, failure]
}
