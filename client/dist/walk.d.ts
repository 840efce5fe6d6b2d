import type { Account, AccountsPage } from './answers.js';
import { type WalkEnd } from './walk-end.js';
/** How to walk a query. */
export interface Walk {
    /** Reads the page at a cursor; null is the first page. */
    readonly readPage: (cursor: string | null) => Promise<AccountsPage>;
    /** Return the end instead of throwing a WalkIncomplete. */
    readonly allowIncomplete: boolean;
    /** Pages in a row without accounts, on top of one per source, before the walk gives up. */
    readonly maxEmptyPages: number;
    /** Waits before the next page if a source fails and the last `emptyPages` pages had no accounts. */
    readonly pause: (emptyPages: number) => Promise<void>;
    readonly signal: AbortSignal | undefined;
}
/**
 * Yields every account of a query, page by page. The next page is read after the last account of a page is taken. Returns how the
 * walk ended. Throws like `walkPages`, and the signal's reason.
 */
export declare function walkAccounts(walk: Walk): AsyncGenerator<Account, WalkEnd, void>;
