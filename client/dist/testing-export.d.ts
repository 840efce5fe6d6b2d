import type { Mock } from './testing-mock.js';
/** The export for a query. As in the service, an incomplete csv file breaks off, and ndjson reports it in the last line. */
export declare function answerExport(given: Readonly<Record<string, string>>, mock: Mock): Response;
