import type { Account, AccountsPage } from './answers.js';
import { type Missing, type WalkEnd } from './walk-end.js';
/** A page of a walk. */
export type WalkPage<Item = Account> = AccountsPage<Item> & {
    /** The sources whose accounts are missing from this page, and why. Empty if the page is complete. */
    readonly missing: readonly Missing[];
};
export interface Walk {
    /** Reads the page at a cursor; null is the first page. */
    readonly readPage: (cursor: string | null) => Promise<AccountsPage>;
    /** Return the end instead of throwing a WalkIncomplete. */
    readonly allowIncomplete: boolean;
    /** Consecutive pages without accounts, on top of one per source, before the walk gives up. */
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
/**
 * Yields every page of a query. If a source fails, the walk continues and the source's accounts arrive on later pages. Returns how
 * the walk ended. Throws a WalkIncomplete at the end if accounts are missing, unless `allowIncomplete` is set. Throws any error of
 * `readPage` at once, except a problem of sources after the first page, which ends the walk.
 */
export declare function walkPages(walk: Walk): AsyncGenerator<WalkPage, WalkEnd, void>;
