import type { Problem, Slug } from './answers.js';
import type { WalkEnd } from './walk-end.js';
/** The service answered with a problem (RFC 9457). Switch on `slug`. */
export declare class ProblemError extends Error {
    readonly name = "ProblemError";
    readonly slug: Slug;
    readonly status: number;
    readonly problem: Problem;
    /** Whether the same request may succeed later. */
    readonly retryable: boolean;
    /** Milliseconds to wait before a retry, from `Retry-After`; null without that header. */
    readonly retryAfterMs: number | null;
    /** Id of the request in the service's log. Quote it to its operators. */
    readonly requestId: string;
    constructor(problem: Problem, retryAfterMs: number | null);
}
/** The answer did not come from Rollcall (from a proxy in between, for example), or is not what the operation answers with. */
export declare class AnswerError extends Error {
    readonly name = "AnswerError";
    readonly status: number;
    /** True for 429, 502, 503 and 504. */
    readonly retryable: boolean;
    readonly retryAfterMs: number | null;
    constructor(message: string, status: number, retryAfterMs?: number | null, options?: ErrorOptions);
}
/** The connection failed before or during the answer. `cause` is the error of `fetch`; browsers give few details. */
export declare class ConnectionError extends Error {
    readonly name = "ConnectionError";
    readonly retryable = true;
    readonly retryAfterMs: null;
}
/** The end of a walk or an export from which accounts are missing. All available accounts were given before. */
export declare class WalkIncomplete extends Error {
    readonly name = "WalkIncomplete";
    readonly end: WalkEnd;
    constructor(message: string, end: WalkEnd, cause?: unknown);
}
