import type { Source, SourceId } from './answers.js';
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
    readonly scan: boolean;
    readonly filters: ReadonlyMap<string, string>;
}
type Parameters = Readonly<Record<string, unknown>>;
/** The parameters of a query string or a body as a query, or the problem that the service answers with. */
export declare function readQuery(given: Parameters, place: 'query' | 'body'): ListQuery | MockAnswer;
/** Whether a source supports a filter, by its upstream or by a scan. */
export declare function supports({ filters, scanFilters }: Source, filter: string, scan: boolean): boolean;
export declare function cursorOf(offsets: Offsets): string;
export {};
