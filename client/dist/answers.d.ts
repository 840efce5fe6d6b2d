import type { components, operations } from './schema.js';
/** What the service answers and is asked, as openapi.json has it. */
export type Account = components['schemas']['Account'];
export type AccountsPage = components['schemas']['AccountsPage'];
export type SourceReport = components['schemas']['SourceReport'];
export type Warning = components['schemas']['Warning'];
export type Source = components['schemas']['Source'];
export type LookupResult = components['schemas']['LookupResult'];
export type LookupResults = components['schemas']['LookupResults'];
export type Problem = components['schemas']['Problem'];
export type ProblemSummary = components['schemas']['ProblemSummary'];
/** A problem's stable name. A newer service may know more of them: keep a default where you switch on it. */
export type Slug = SlugOf<Problem['type']>;
type SlugOf<Type extends string> = Type extends `/problems/${infer Name}` ? Name : never;
/** Every source there is. */
export type SourceId = SourceReport['source'];
/** A source that can be listed: a value of `source`. */
export type ListSourceId = NonNullable<NonNullable<operations['listAccounts']['parameters']['query']>['source']>[number];
/** The parameters of an operation, with a list of sources that may be read-only. */
type QueryOf<Operation extends {
    parameters: {
        query?: unknown;
    };
}> = Readonly<Omit<NonNullable<Operation['parameters']['query']>, 'source'>> & {
    readonly source?: readonly ListSourceId[];
};
/** What one page is asked with. */
export type AccountsQuery = QueryOf<operations['listAccounts']>;
/** What a walk is asked with: it minds the cursor itself. */
export type WalkQuery = Omit<AccountsQuery, 'cursor' | 'page'>;
/** What an export is asked with. */
export type ExportQuery = Omit<QueryOf<operations['exportAccounts']>, 'format' | 'bom'>;
/** What an export to a file is asked with. */
export type ExportFileQuery = QueryOf<operations['exportAccounts']>;
/** Whom to look up, by exactly one key. The service fills in `loginSource` where it is left out: `openAccount`. */
export type LookupKey = Only<'phone'> | Only<'email'> | (Only<'loginId'> & {
    readonly loginSource?: string;
});
type Only<Key extends KeyName> = Readonly<Record<Key, string>> & {
    readonly [Other in Exclude<KeyName, Key>]?: never;
};
type KeyName = 'phone' | 'email' | 'loginId';
/** The last line of an export. */
export interface ExportEnd {
    readonly complete: boolean;
    readonly count: number;
    readonly sources: readonly SourceReport[];
}
/** Whether an answer is a problem of this service, not one of something on the way to it. */
export declare function isProblem(value: unknown): value is Problem;
/** The name in a problem's type. */
export declare function slugOf({ type }: Pick<Problem, 'type'>): Slug;
/**
 * Whether an answer is a page of accounts. Here and below only what nobody can do without is looked at; for the rest the service
 * is taken at its word.
 */
export declare function isPage(value: unknown): value is AccountsPage;
/** Whether an answer, or a line of an export, is an account. */
export declare function isAccount(value: unknown): value is Account;
/** Whether an answer is what became of several keys. */
export declare function isResults(value: unknown): value is LookupResults;
/** Whether an answer is what a source can do. */
export declare function isSource(value: unknown): value is Source;
/** Whether an answer is what several sources can do. */
export declare function isSourceList(value: unknown): value is {
    data: Source[];
};
/** Whether a line of an export is its last: an account has no member `end`. */
export declare function isEndLine(line: unknown): line is {
    readonly end: ExportEnd;
};
export {};
