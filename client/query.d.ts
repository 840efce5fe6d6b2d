import type { ExportFileQuery, ListSourceId } from './answers.js';
/** As the document says: a list is one parameter, separated by commas. */
export declare const querySerializer: {
    readonly array: {
        readonly style: 'form';
        readonly explode: false;
    };
};
/** The same query with a list of its own: openapi-fetch takes no read-only ones. */
export declare function withOwnList<Query extends {
    readonly source?: readonly ListSourceId[];
}>(query: Query): Omit<Query, "source">;
/** The address of an export. */
export declare function exportUrlOf(baseUrl: string, query: ExportFileQuery): string;
