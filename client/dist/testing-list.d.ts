import type { Account, SourceReport } from './answers.js';
import type { Mock, MockAnswer } from './testing-mock.js';
import { type ListQuery } from './testing-query.js';
/** One page of accounts, divided as in the service: an equal share of `limit` for each source that has more. */
export declare function answerList(query: ListQuery, mock: Mock): MockAnswer;
/** Every account of the query's sources, one after the other, and how the export ended. */
export declare function exportOf(query: ListQuery, mock: Mock): {
    readonly accounts: Account[];
    readonly sources: SourceReport[];
};
