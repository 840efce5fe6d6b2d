import type { Account, SourceId } from './answers.js';
import type { MockAnswer } from './testing-mock.js';
/** The next row of each source. */
export type Offsets = {
    readonly [Id in SourceId]?: number;
};
export interface ListQuery {
    readonly source: readonly string[] | null;
    readonly limit: number;
    readonly page: number | null;
    readonly partial: 'allow' | 'forbid';
    readonly fields: readonly string[] | null;
    readonly offsets: Offsets;
    /** Names of the filters in the query. */
    readonly filters: readonly string[];
    readonly matches: (account: Account) => boolean;
}
type Parameters = Readonly<Record<string, unknown>>;
/** The parameters of a query string or a body as a query, or the problem that the service answers with. */
export declare function readQuery(given: Parameters, place: 'query' | 'body'): ListQuery | MockAnswer;
export declare function cursorOf(offsets: Offsets): string;
export {};
