import type { Delay } from './delay.js';
/** Limits of the retries. */
export interface RetryOptions {
    /** Attempts per request, the first one included. Default 4. */
    readonly maxAttempts?: number;
    /** Longest delay before a retry, in milliseconds. A request whose `Retry-After` asks for more is not retried. Default 60,000. */
    readonly maxDelayMs?: number;
}
/** How to retry: the limits, and how to wait. */
export interface RetryPolicy extends Required<RetryOptions> {
    readonly delay: Delay;
}
/**
 * Sends until an attempt succeeds, fails without a chance for a retry, or is the last one. Waits as long as `Retry-After` says,
 * else for a delay that doubles each time. Throws the last error, or the signal's reason. Retries are safe, because every
 * operation only reads.
 */
export declare function retry<Answer>(send: () => Promise<Answer>, policy: RetryPolicy, signal: AbortSignal | undefined): Promise<Answer>;
/** The delay after this many attempts without `Retry-After`: first up to 0.5 s, then twice as long each time. */
export declare function backoffMs(attempts: number): number;
