/** How often and how patiently to ask. */
export interface Patience {
    /** Further attempts after the first. */
    readonly retries: number;
    /** The longest wait, in milliseconds, that is worth it: whoever asks for a longer one is not asked again. */
    readonly longestWaitMs: number;
    /** Waits so long, and throws the signal's reason when it aborts: a timer when left out. */
    readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
}
/** What openapi-fetch gives. */
export interface Answer<Data> {
    readonly data?: Data;
    readonly error?: unknown;
    readonly response: Response;
}
/**
 * Sends until there is an answer, and gives its data. Sends again, after as long as `Retry-After` says or else longer each
 * time, when the failure says that this may help; every operation of the service only reads. Throws a ProblemError, AnswerError or
 * ConnectionError, or the signal's reason.
 */
export declare function ask<Data>(send: () => Promise<Answer<Data>>, { retries, longestWaitMs, wait }: Patience, signal: AbortSignal | undefined): Promise<NonNullable<Data>>;
/** Milliseconds to wait after so many attempts where nobody says how long: up to half a second, then twice as long each time. */
export declare function pauseMs(attempt: number): number;
