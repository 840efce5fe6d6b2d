import { type Client as FetchClient } from './openapi-fetch.js';
import { type Account, type AccountsPage, type AccountsQuery, type ExportFileQuery, type ExportQuery, type LookupKey, type LookupResults, type Source, type SourceId, type WalkQuery } from './answers.js';
import { type Patience } from './retry.js';
import { type Credentials } from './credentials.js';
import type { paths } from './schema.js';
import type { WalkEnd } from './walk-end.js';
export interface ClientOptions extends Credentials, Partial<Patience> {
    /** Where the service is, such as `https://rollcall.example.com`; in a page that it serves, `/`. */
    readonly baseUrl: string;
    /** Further header fields of every request, such as `Accept-Language`. */
    readonly headers?: Readonly<Record<string, string>>;
    /** Whether a browser sends cookies to another origin. */
    readonly credentials?: 'omit' | 'same-origin' | 'include';
    /** Sends the requests; the platform's own when left out. */
    readonly fetch?: (request: Request) => Promise<Response>;
}
export interface CallOptions {
    /** Ends the call, its waits and its upstream calls; the call then throws the signal's reason. */
    readonly signal?: AbortSignal;
}
export interface WalkOptions extends CallOptions {
    /** Return how it ended, also where accounts are missing, instead of throwing a WalkIncomplete. */
    readonly allowIncomplete?: boolean;
}
export interface LookupOptions extends CallOptions {
    readonly include?: 'raw';
}
/**
 * Every operation throws a ProblemError for a problem, an AnswerError for what Rollcall would not answer, a ConnectionError where there
 * is no answer, each after the retries that may help; and the signal's reason.
 */
export interface Client {
    /**
     * Every account of the query, over all pages. What names a person (`q`, `employeeId`) stands in no URL. Throws a WalkIncomplete at
     * the end when some are missing.
     */
    readonly accounts: (query?: WalkQuery, options?: WalkOptions) => AsyncGenerator<Account, WalkEnd, void>;
    /** One page (`listAccounts`). The query stands in the URL: `search` is for one that names a person. */
    readonly page: (query?: AccountsQuery, options?: CallOptions) => Promise<AccountsPage>;
    /** The same, asked for with a body, so that what is searched for stands in no URL (`searchAccounts`). */
    readonly search: (query: AccountsQuery, options?: CallOptions) => Promise<AccountsPage>;
    /**
     * One account; `account-not-found` is a ProblemError (`lookupAccount`). The key stands in the URL, and so in logs on the way:
     * `lookups([key])` avoids that, and counts as five requests in the rate limit.
     */
    readonly lookup: (key: LookupKey, options?: LookupOptions) => Promise<Account>;
    /** A result for each of 1 to 50 keys, in their order; they stand in no URL (`lookupAccounts`). */
    readonly lookups: (keys: readonly LookupKey[], options?: LookupOptions) => Promise<LookupResults>;
    /** What each source can do, and how it is (`listSources`). */
    readonly sources: (options?: CallOptions) => Promise<readonly Source[]>;
    /** The same of one (`getSource`). */
    readonly source: (id: SourceId, options?: CallOptions) => Promise<Source>;
    /** Every account as one stream (`exportAccounts`). The query stands in the URL. Throws a WalkIncomplete at the end when some are missing. */
    readonly exportAccounts: (query?: ExportQuery, options?: WalkOptions) => AsyncGenerator<Account, WalkEnd, void>;
    /** Where an export can be downloaded, for a link; the browser sends its cookies along, and no other credentials. */
    readonly exportUrl: (query?: ExportFileQuery) => string;
    /** openapi-fetch itself, for all else that is documented: with the credentials, without retries. */
    readonly api: FetchClient<paths>;
}
/** The service at `baseUrl`. Its functions need no `this`: take them apart as you like. Throws a TypeError for no such URL. */
export declare function createClient(options: ClientOptions): Client;
