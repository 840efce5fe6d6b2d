import { type Account, type AccountField, type Client, type LookupKey, type Me, type Selected, type Selection, type Source, type WalkPage, type WalkQuery } from './index.js';
/** The context that TanStack Query passes to a query function. */
interface QueryContext {
    readonly signal: AbortSignal;
}
interface PageContext extends QueryContext {
    readonly pageParam: string | null;
}
/** Options of a query, for `useQuery`, `queryClient.fetchQuery` and similar functions. */
export interface QueryOptions<Data, Key> extends RetryRules {
    /** Begins with `rollcall`. */
    readonly queryKey: readonly ['rollcall', string, Key];
    readonly queryFn: (context: QueryContext) => Promise<Data>;
}
/** Options of the query for pages of accounts, for `useInfiniteQuery` and similar functions. */
export interface AccountsQueryOptions<Item = Account> extends RetryRules {
    readonly queryKey: readonly ['rollcall', 'accounts', WalkQuery];
    readonly queryFn: (context: PageContext) => Promise<WalkPage<Item>>;
    /** Null: the first request has no cursor. */
    readonly initialPageParam: string | null;
    readonly getNextPageParam: (page: WalkPage<Item>) => string | null;
    /** False: a refetch reads all pages again. */
    readonly refetchOnWindowFocus: boolean;
}
/** When a query library retries. */
export interface RetryRules {
    readonly retry: (failures: number, error: Error) => boolean;
    readonly retryDelay: (failures: number, error: Error) => number;
}
/**
 * The retries of these queries: the query library retries and shows it, the client does not. Max 3 attempts, and only if the
 * answer says that a retry may help after a delay of max 10 s.
 */
export declare const retryRules: RetryRules;
/**
 * Pages of accounts, from the first on. `data.pages[n].missing` says which sources are missing from a page, and why. Personal data
 * (such as `q` and `email`) is not in the URL.
 */
export declare function accountsInfiniteQuery<Field extends AccountField = AccountField>(client: Client, query?: WalkQuery & Selection<Field>): AccountsQueryOptions<Selected<Field>>;
/** One account of a list source by its `id`; null if there is none. */
export declare function accountQuery(client: Client, id: string): QueryOptions<Account | null, string>;
/** One account by one key; null if there is none. The key is in the URL. */
export declare function lookupQuery(client: Client, key: LookupKey): QueryOptions<Account | null, LookupKey>;
/** What the caller may do. */
export declare function meQuery(client: Client): QueryOptions<Me, null>;
/** What each source can do, and its state. */
export declare function sourcesQuery(client: Client): QueryOptions<readonly Source[], null>;
export {};
