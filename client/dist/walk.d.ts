import type { Account, AccountsPage } from './answers.js';
import { type WalkEnd } from './walk-end.js';
export interface WalkRules {
    /** Return how it ended, also where accounts are missing, instead of throwing a WalkIncomplete. */
    readonly allowIncomplete: boolean;
    /** Pages to ask for, after every source had its turn, while no account comes. */
    readonly retries: number;
    /** Called before the next page where a source fails and no account came, with how many such pages there were. */
    readonly pause: (pages: number) => Promise<void>;
    readonly signal: AbortSignal | undefined;
}
/**
 * Every account of the query, page after page; the next page is asked for when all of one were taken. A source that fails keeps
 * its place, so its accounts come on a later page. Returns how the walk ended. Throws a WalkIncomplete at the end when accounts are
 * missing, and at once the signal's reason or whatever `read` throws, unless it tells of sources that failed after the first page.
 */
export declare function walk(read: (cursor: string | null) => Promise<AccountsPage>, { allowIncomplete, retries, pause, signal }: WalkRules): AsyncGenerator<Account, WalkEnd, void>;
