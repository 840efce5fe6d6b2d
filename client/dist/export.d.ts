import { type Account } from './answers.js';
import { type WalkEnd } from './walk-end.js';
/**
 * The accounts of an ndjson export, as they arrive, at the reader's pace; leaving the loop ends the answer. Returns how it ended, from
 * its last line. Throws a WalkIncomplete when that line says that accounts are missing, unless `allowIncomplete`; and always when the
 * answer broke off before it.
 */
export declare function readExport(body: ReadableStream<Uint8Array>, allowIncomplete: boolean, signal: AbortSignal | undefined): AsyncGenerator<Account, WalkEnd, void>;
