import type { Mock } from './testing-mock.js';
/** The export that a query asks for. As in the service, a csv file that is not whole breaks off, and ndjson says so in its last line. */
export declare function answerExport(given: Readonly<Record<string, string>>, mock: Mock): Response;
