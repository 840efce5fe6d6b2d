import type { Account, Me, ProblemOf, Slug, Source, SourceReport } from './answers.js';
export declare const accounts: readonly Account[];
export declare const sources: readonly Source[];
export declare const report: SourceReport;
export declare const me: Me;
export declare const problems: {
    readonly [Name in Slug]: ProblemOf<Name>;
};
