import type { Opened } from './send.js';
/** How much of an export has arrived. */
export interface ExportProgress {
    readonly accounts: number;
    readonly bytes: number;
    /** Accounts to expect, if the service knows: for one source. */
    readonly total: number | null;
}
/** An export as a file. Read it once: with `blob` or from `stream`. */
export interface ExportedFile {
    /** The name that the service suggests, such as `accounts.csv`. */
    readonly name: string;
    readonly mediaType: string;
    /** Accounts to expect, if the service knows: for one source. */
    readonly total: number | null;
    /** The file as it arrives. It fails with a WalkIncomplete if accounts are missing. Cancelling it aborts the request. */
    readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
    /** The whole file. Throws a WalkIncomplete if accounts are missing. */
    readonly blob: () => Promise<Blob>;
}
export interface FileOptions {
    readonly format: 'ndjson' | 'csv';
    readonly allowIncomplete: boolean;
    readonly onProgress: (progress: ExportProgress) => void;
    readonly signal: AbortSignal | undefined;
}
export declare function toExportedFile({ body, headers }: Opened, options: FileOptions): ExportedFile;
