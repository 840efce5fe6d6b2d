import type { Problem, SourceReport, Warning } from './answers.js';
/** Adds a page's reports to the previous ones. A source without a new report keeps its last one. */
export declare function mergeReports(sum: readonly SourceReport[], page: readonly SourceReport[]): SourceReport[];
/** Adds the reports of a problem that ended the walk. The accounts that they count did not arrive. */
export declare function mergeProblem(sum: readonly SourceReport[], problem: Problem): SourceReport[];
/** Whether a warning means that accounts are missing. */
export declare function isLoss({ code }: Warning): boolean;
