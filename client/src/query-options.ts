import {
  AnswerError,
  ConnectionError,
  isPersonalQuery,
  missingFrom,
  ProblemError,
  type Account,
  type AccountField,
  type Client,
  type LookupKey,
  type Me,
  type Selected,
  type Selection,
  type Source,
  type WalkPage,
  type WalkQuery
} from './index.ts'

/** The context that TanStack Query passes to a query function. */
interface QueryContext {
  readonly signal: AbortSignal
}

interface PageContext extends QueryContext {
  readonly pageParam: string | null
}

/** Options of a query, for `useQuery`, `queryClient.fetchQuery` and similar functions. */
export interface QueryOptions<Data, Key> extends RetryRules {
  /** Begins with `rollcall`. */
  readonly queryKey: readonly ['rollcall', string, Key]
  readonly queryFn: (context: QueryContext) => Promise<Data>
}

/** Options of the query for pages of accounts, for `useInfiniteQuery` and similar functions. */
export interface AccountsQueryOptions<Item = Account> extends RetryRules {
  readonly queryKey: readonly ['rollcall', 'accounts', WalkQuery]
  readonly queryFn: (context: PageContext) => Promise<WalkPage<Item>>
  /** Null: the first request has no cursor. */
  readonly initialPageParam: string | null
  readonly getNextPageParam: (page: WalkPage<Item>) => string | null
  /** False: a refetch reads all pages again. */
  readonly refetchOnWindowFocus: boolean
}

/** When a query library retries. */
export interface RetryRules {
  readonly retry: (failures: number, error: Error) => boolean
  readonly retryDelay: (failures: number, error: Error) => number
}

/**
 * The retries of these queries: the query library retries and shows it, the client does not. Max 3 attempts, and only if the
 * answer says that a retry may help after a delay of max 10 s.
 */
export const retryRules: RetryRules = {
  retry: (failures, error) =>
    failures < maxAttempts - 1 && isOurs(error) && error.retryable && (error.retryAfterMs ?? 0) <= maxDelayMs,
  retryDelay: (failures, error) => (isOurs(error) ? error.retryAfterMs : null) ?? 500 * 2 ** failures
}

const maxAttempts = 3
const maxDelayMs = 10_000

/** Without it, the attempts of the client and of the query library would multiply. */
const retry = { maxAttempts: 1 } as const

/**
 * Pages of accounts, from the first on. `data.pages[n].missing` says which sources are missing from a page, and why. Personal data
 * (such as `q` and `email`) is not in the URL.
 */
export function accountsInfiniteQuery<Field extends AccountField = AccountField>(
  client: Client,
  query: WalkQuery & Selection<Field> = {}
): AccountsQueryOptions<Selected<Field>> {
  const readPage = isPersonalQuery(query) ? client.searchAccounts : client.listAccounts
  return {
    ...retryRules,
    queryKey: ['rollcall', 'accounts', query],
    async queryFn({ pageParam, signal }) {
      const page = await readPage({ ...query, cursor: pageParam ?? undefined }, { signal, retry })
      return { ...page, missing: missingFrom(page) }
    },
    initialPageParam: null,
    getNextPageParam: ({ page }) => page.nextCursor,
    refetchOnWindowFocus: false
  }
}

/** One account of a list source by its `id`; null if there is none. */
export function accountQuery(client: Client, id: string): QueryOptions<Account | null, string> {
  return {
    ...retryRules,
    queryKey: ['rollcall', 'account', id],
    queryFn: ({ signal }) => orNull(client.getAccount(id, { signal, retry }))
  }
}

/** One account by one key; null if there is none. The key is in the URL. */
export function lookupQuery(client: Client, key: LookupKey): QueryOptions<Account | null, LookupKey> {
  return {
    ...retryRules,
    queryKey: ['rollcall', 'lookup', key],
    queryFn: async ({ signal }) => orNull(client.lookupAccount(key, { signal, retry }))
  }
}

/** What the caller may do. */
export function meQuery(client: Client): QueryOptions<Me, null> {
  return {
    ...retryRules,
    queryKey: ['rollcall', 'me', null],
    queryFn: async ({ signal }) => client.getMe({ signal, retry })
  }
}

/** What each source can do, and its state. */
export function sourcesQuery(client: Client): QueryOptions<readonly Source[], null> {
  return {
    ...retryRules,
    queryKey: ['rollcall', 'sources', null],
    queryFn: async ({ signal }) => client.listSources({ signal, retry })
  }
}

async function orNull(account: Promise<Account>): Promise<Account | null> {
  try {
    return await account
  } catch (error) {
    if (error instanceof ProblemError && error.slug === 'account-not-found') return null
    throw error
  }
}

function isOurs(error: Error): error is ProblemError | AnswerError | ConnectionError {
  return error instanceof ProblemError || error instanceof AnswerError || error instanceof ConnectionError
}
