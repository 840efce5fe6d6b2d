import type { AccountsPage, ProblemSummary, SourceId, SourceReport } from './answers.js';
/** The end of a walk or an export. */
export interface WalkEnd {
    /** True only if every account of every source of the query was given. */
    readonly complete: boolean;
    /** Accounts given. */
    readonly count: number;
    /** One report per source, over the whole walk. Each keeps at most 100 warnings of lost rows, and one other warning. */
    readonly sources: readonly SourceReport[];
    /** The missing accounts by source. Empty if complete, and if the service does not say which source lacks accounts. */
    readonly missing: readonly Missing[];
}
export interface Missing {
    readonly source: SourceId;
    /**
     * `skipped`: the source was not queried. `failed`: it failed until the end. `rows`: some rows could not be read; its warnings say which.
     * `left`: the walk ended before all its accounts were read.
     */
    readonly reason: 'skipped' | 'failed' | 'rows' | 'left';
    /** How many accounts; null if that is not known. */
    readonly accounts: number | null;
    /** Why the source failed or was skipped; null otherwise. */
    readonly problem: ProblemSummary | null;
}
export interface Outcome {
    readonly reports: readonly SourceReport[];
    readonly count: number;
    /** Reports of the sources that have no further accounts. */
    readonly finished: readonly SourceReport[];
    /** False if accounts are missing for a reason that no report gives. */
    readonly complete: boolean;
}
export declare function toWalkEnd({ reports, count, finished, complete }: Outcome): WalkEnd;
/** One sentence that says what is missing, and why. */
export declare function describeMissing({ missing }: WalkEnd): string;
/** The missing accounts of one page. Accounts of a failed source arrive on a later page. Their number is unknown. */
export declare function missingFrom({ sources }: Pick<AccountsPage, 'sources'>): Missing[];
/** Whether a page is complete, or one of its reports says why it is not. */
export declare function explainsLosses({ complete, sources }: AccountsPage): boolean;
