import type { Account, Slug, Source, SourceId, SourceReport } from './answers.js';
import type { Mock } from './testing-mock.js';
import { type ListQuery } from './testing-query.js';
/** One source's part of a page. */
export interface Part {
    readonly source: SourceId;
    /** The list, filtered by what its upstream supports. */
    readonly rows: readonly Account[];
    /** The filter of a scan; null without a scan. */
    readonly keeps: ((row: Account) => boolean) | null;
    readonly offset: number;
    readonly status: SourceReport['status'];
    readonly slug: Slug | null;
}
/** A source's part of a page, before it is read. */
export declare function partOf(definition: Source, { filters, scan, offsets }: ListQuery, { accounts, failing }: Mock): Part;
/** At most `count` accounts of a part, its report, and the row at which the next page begins. */
export declare function readPart({ source, rows, keeps, offset, status, slug }: Part, count: number, mock: Mock): {
    accounts: Account[];
    report: {
        source: import("./schema.js").components["schemas"]["SourceId"];
        status: import("./schema.js").components["schemas"]["ReportStatus"];
        returned: number;
        total: number | null;
        durationMs: number;
        stale: boolean;
        ageMs: number;
        scan: import("./schema.js").components["schemas"]["ScanProgress"] | null;
        warnings: import("./schema.js").components["schemas"]["Warning"][];
        problem: import("./schema.js").components["schemas"]["ProblemSummary"] | null;
    };
    end: number;
};
