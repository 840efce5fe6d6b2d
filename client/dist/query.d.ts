import type { AccountsQuery, ExportFileQuery, ListSourceId } from './answers.js';
/** As the document says: a list is one parameter, separated by commas. */
export declare const querySerializer: {
    readonly array: {
        readonly style: 'form';
        readonly explode: false;
    };
};
/** Whether a query names a person. Then it is asked for with a body: a URL stands in logs on the way. */
export declare function namesPerson({ q, employeeId }: AccountsQuery): boolean;
/** The same query with a list of its own: openapi-fetch takes no read-only ones. */
export declare function withOwnList<Query extends {
    readonly source?: readonly ListSourceId[];
}>(query: Query): Omit<Query, "source">;
/** The address of an export. */
export declare function exportUrlOf(baseUrl: string, query: ExportFileQuery): string;
