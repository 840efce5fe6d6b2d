import { type AccountsPage, type Problem, type SourceId, type SourceReport } from './answers.js';
/** How a walk or an export ended. */
export interface WalkEnd {
    /** True only when every account of every source of the query was given. */
    readonly complete: boolean;
    /** Accounts given. */
    readonly count: number;
    /** One report for each source, over the whole walk. Of its warnings the first hundred of lost rows, and one `total-changed`. */
    readonly sources: readonly SourceReport[];
    /** What is missing: empty when complete, and where the service does not say of which source accounts are missing. */
    readonly missing: readonly Missing[];
}
export interface Missing {
    readonly source: SourceId;
    /**
     * `skipped`: never asked. `failed`: did not come back. `rows`: some rows could not be read, its warnings say which.
     * `left`: the walk ended before it was through with the source.
     */
    readonly reason: 'skipped' | 'failed' | 'rows' | 'left';
    /** How many accounts, where the source has said how many it has. */
    readonly accounts: number | null;
}
/** Adds a page's reports to those of the pages before. A source that it leaves out keeps its last one. */
export declare function addReports(sum: readonly SourceReport[], page: readonly SourceReport[]): SourceReport[];
/** The same for a problem that ended the walk: what its reports say was returned did not arrive. */
export declare function addProblem(sum: readonly SourceReport[], problem: Problem): SourceReport[];
/** Whether a page is complete or one of its reports says why it is not. */
export declare function saysWhatIsMissing({ complete, sources }: Pick<AccountsPage, 'complete' | 'sources'>): boolean;
/**
 * The end of a walk with these reports. `through`: the sources in which nothing is left. `whole`: false where the service says that
 * something is missing, and not what.
 */
export declare function endOf(sources: readonly SourceReport[], count: number, through: readonly SourceReport[], whole: boolean): WalkEnd;
/** One sentence that says what is missing, and why. */
export declare function describe({ missing, sources }: WalkEnd): string;
