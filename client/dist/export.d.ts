import type { Account } from './answers.js';
import { WalkIncomplete } from './errors.js';
import { type WalkEnd } from './walk-end.js';
export interface ReadOptions {
    readonly allowIncomplete: boolean;
    readonly signal: AbortSignal | undefined;
}
/**
 * Yields the accounts of an ndjson export as they arrive, at the reader's pace; leaving the loop aborts the request. Returns what
 * the last line says. Throws a WalkIncomplete if accounts are missing, unless `allowIncomplete` is set, and always if the export
 * ends without its last line.
 */
export declare function readExport(body: ReadableStream<Uint8Array>, { allowIncomplete, signal }: ReadOptions): AsyncGenerator<Account, WalkEnd, void>;
/** The error of an export that ended before its end. */
export declare function endedEarly(count: number, cause?: unknown): WalkIncomplete;
/** A line of an ndjson export. Throws an AnswerError if it is not JSON. */
export declare function parseLine(line: string): unknown;
