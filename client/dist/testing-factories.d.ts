import type { Account, ProblemOf, ProblemSummary, Slug, SourceReport } from './answers.js';
/** An account of the sandbox, from `overrides.source` (default: tenant), with these properties instead of its own. */
export declare function accountOf(overrides?: Partial<Account>): Account;
/** A problem as the service documents it, with these members instead of its own. */
export declare function problemOf<Name extends Slug>(slug: Name, overrides?: Partial<ProblemOf<Name>>): ProblemOf<Name>;
/** The report of a source that has answered, with these members instead of its own. */
export declare function reportOf(source: SourceReport['source'], overrides?: Partial<SourceReport>): SourceReport;
/** A problem as it is in a report. */
export declare function summaryOf(slug: Slug, detail: string): ProblemSummary;
