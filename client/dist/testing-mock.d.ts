import type { Account, Slug, SourceId } from './answers.js';
/** How the mocked service is doing. Without options it is a good day. */
export interface Mock {
    /** The accounts that it has. Default: 12 of each list of the sandbox, and one for lookups. */
    readonly accounts?: readonly Account[];
    /** Sources that fail, and with which problem: `{ iam: 'upstream-timeout' }`. */
    readonly failing?: {
        readonly [Id in SourceId]?: Slug;
    };
    /** Sources with a row that cannot be read: the first one of each page is missing, with a warning. */
    readonly incomplete?: readonly SourceId[];
    /** Rows that a scan looks at for one answer. Default: all. */
    readonly scanRows?: number;
    /** The problem that every request is answered with, such as `rate-limited` or `unauthenticated`. */
    readonly refusing?: Slug;
}
/** What the mocked service answers with. */
export interface MockAnswer {
    readonly status: number;
    readonly body: object;
}
