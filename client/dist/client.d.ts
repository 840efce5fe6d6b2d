import type { AccountField, AccountsPage, LookupResults, Me, Selected, Selection, Source, SourceId } from './answers.js';
import type { AccountsQuery, ExportFileQuery, ExportQuery, LookupKey, SearchQuery, WalkQuery } from './query.js';
import type { ExportedFile, ExportProgress } from './export-file.js';
import type { RetryOptions } from './retry.js';
import type { WalkEnd } from './walk-end.js';
import type { WalkPage } from './walk.js';
export interface CallOptions {
    /** Aborts the call, its retries and its upstream calls. The call then throws the signal's reason. */
    readonly signal?: AbortSignal;
    /** Overrides the client's limits. A query library that retries by itself sets `{ maxAttempts: 1 }`. */
    readonly retry?: RetryOptions;
}
export interface WalkOptions extends CallOptions {
    /** If accounts are missing at the end, return how the walk ended instead of throwing a WalkIncomplete. */
    readonly allowIncomplete?: boolean;
}
export interface ExportFileOptions extends WalkOptions {
    /** Called whenever a part of the file arrives. */
    readonly onProgress?: (progress: ExportProgress) => void;
}
export interface AccountOptions<Field extends AccountField = AccountField> extends CallOptions, Selection<Field> {
    /** `raw`: with the upstream's row. */
    readonly include?: 'raw';
    /** `problem.nextCursor` of a `scan-incomplete`: continues that search. */
    readonly cursor?: string | undefined;
}
export interface LookupOptions<Field extends AccountField = AccountField> extends CallOptions, Selection<Field> {
    /** `raw`: with the upstream's row. */
    readonly include?: 'raw';
}
/**
 * The operations of the service, by their names in its document. After the retries, every method throws a ProblemError if the
 * service answers with a problem, an AnswerError if the answer is not Rollcall's, or a ConnectionError if there is none. An
 * aborted method throws the signal's reason. An empty list of sources is a TypeError. With `fields`, accounts and their types
 * have the selected properties only.
 */
export interface Client {
    /** One page of accounts. The query is in the URL; use `searchAccounts` for personal data. */
    readonly listAccounts: <Field extends AccountField = AccountField>(query?: AccountsQuery & Selection<Field>, options?: CallOptions) => Promise<AccountsPage<Selected<Field>>>;
    /** One page of accounts. The query is in the body, so personal data is not in the URL. */
    readonly searchAccounts: <Field extends AccountField = AccountField>(query: SearchQuery & Selection<Field>, options?: CallOptions) => Promise<AccountsPage<Selected<Field>>>;
    /**
     * Every account of a query, over all pages. Personal data (such as `q` and `email`) is not in the URL. If a source fails, iteration
     * continues and its accounts arrive on later pages. Throws a WalkIncomplete at the end if accounts are missing.
     */
    readonly iterateAccounts: <Field extends AccountField = AccountField>(query?: WalkQuery & Selection<Field>, options?: WalkOptions) => AsyncGenerator<Selected<Field>, WalkEnd, void>;
    /** The pages of a query, one after the other, each with what is missing from it. Otherwise like `iterateAccounts`. */
    readonly pages: <Field extends AccountField = AccountField>(query?: WalkQuery & Selection<Field>, options?: WalkOptions) => AsyncGenerator<WalkPage<Selected<Field>>, WalkEnd, void>;
    /**
     * One account by one key. Throws a ProblemError `account-not-found` if there is none. The key is in the URL;
     * `lookupAccounts([key])` avoids that, but counts as five requests in the rate limit.
     */
    readonly lookupAccount: <Field extends AccountField = AccountField>(key: LookupKey, options?: LookupOptions<Field>) => Promise<Selected<Field>>;
    /**
     * One account of a list source by its `id`, as it is now. Throws a ProblemError `account-not-found` if there is none. It sends
     * up to 20 requests to read a long list. Then it throws `scan-incomplete`, whose `nextCursor` continues the search.
     */
    readonly getAccount: <Field extends AccountField = AccountField>(id: string, options?: AccountOptions<Field>) => Promise<Selected<Field>>;
    /** One result for each of 1 to 50 keys, in their order. The keys are in the body. */
    readonly lookupAccounts: <Field extends AccountField = AccountField>(keys: readonly LookupKey[], options?: LookupOptions<Field>) => Promise<LookupResults<Selected<Field>>>;
    /**
     * Every account of a query, as one stream and at the reader's pace. The query is in the URL. Throws a WalkIncomplete at the end if
     * accounts are missing.
     */
    readonly exportAccounts: <Field extends AccountField = AccountField>(query?: ExportQuery & Selection<Field>, options?: WalkOptions) => AsyncGenerator<Selected<Field>, WalkEnd, void>;
    /**
     * Every account of a query as a file, with the client's credentials. Throws a WalkIncomplete if accounts are missing. For an
     * incomplete csv file it always throws.
     */
    readonly exportFile: (query?: ExportFileQuery, options?: ExportFileOptions) => Promise<ExportedFile>;
    /** The URL of an export, for a download link. A browser sends its cookies with it, but no other credentials. */
    readonly exportUrl: (query?: ExportFileQuery) => string;
    /** The caller: name, sources, rights, rate limit and expiry of its credentials. */
    readonly getMe: (options?: CallOptions) => Promise<Me>;
    /** What each source can do, and its state. */
    readonly listSources: (options?: CallOptions) => Promise<readonly Source[]>;
    /** What one source can do, and its state. */
    readonly getSource: (id: SourceId, options?: CallOptions) => Promise<Source>;
}
