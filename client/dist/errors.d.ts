import { type Problem, type Slug } from './answers.js';
import type { WalkEnd } from './walk-end.js';
/** The service answered with a problem (RFC 9457). Switch on `slug`. */
export declare class ProblemError extends Error {
    readonly name = "ProblemError";
    readonly slug: Slug;
    readonly status: number;
    readonly problem: Problem;
    /** Whether the same request may succeed when sent again. */
    readonly retryable: boolean;
    /** Milliseconds after which to ask again, as `Retry-After` says; null when the answer has none. */
    readonly retryAfterMs: number | null;
    /** For the service's operators: it stands in their log. */
    readonly requestId: string;
    constructor(problem: Problem, retryAfterMs: number | null);
}
/** Something answered that is not Rollcall, such as a proxy on the way, or not as Rollcall should. */
export declare class AnswerError extends Error {
    readonly name = "AnswerError";
    readonly status: number;
    /** True for 429, 502, 503 and 504: what is on the way may be better soon. */
    readonly retryable: boolean;
    readonly retryAfterMs: number | null;
    constructor(message: string, status: number, retryAfterMs?: number | null, options?: ErrorOptions);
}
/** No answer, or one that broke off. The cause is what `fetch` says of it; a browser tells little. */
export declare class ConnectionError extends Error {
    readonly name = "ConnectionError";
    readonly retryable = true;
    readonly retryAfterMs: null;
}
/** A walk, or an export, is over and accounts are missing. Everything that could be had was given before. */
export declare class WalkIncomplete extends Error {
    readonly name = "WalkIncomplete";
    readonly end: WalkEnd;
    constructor(message: string, end: WalkEnd, options?: ErrorOptions);
}
