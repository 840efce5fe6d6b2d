import type { Problem, ProblemOf, Slug } from './answers.js';
import type { WalkEnd } from './walk-end.js';
/** The service answered with a problem (RFC 9457). Switch on `slug`: it narrows `problem`. */
export type ProblemError = {
    [Name in Slug]: ProblemErrorOf<Name>;
}[Slug];
/** An alias: `instanceof` would treat interfaces of one name as the same type. */
export type ProblemErrorOf<Name extends Slug> = Error & {
    readonly name: 'ProblemError';
    readonly slug: Name;
    readonly status: number;
    readonly problem: ProblemOf<Name>;
    /** Whether the same request may succeed later. */
    readonly retryable: boolean;
    /** Milliseconds to wait before a retry, from `Retry-After`; null without that header. */
    readonly retryAfterMs: number | null;
    /** Id of the request in the service's log. Quote it to its operators. */
    readonly requestId: string;
};
export interface ProblemErrorConstructor {
    new (problem: Problem, retryAfterMs?: number | null): ProblemError;
    readonly prototype: ProblemError;
}
export declare const ProblemError: ProblemErrorConstructor;
/** The answer did not come from Rollcall (from a proxy in between, for example), or is not what the operation answers with. */
export declare class AnswerError extends Error {
    readonly name = "AnswerError";
    readonly status: number;
    /** True for 429, 502, 503 and 504. */
    readonly retryable: boolean;
    readonly retryAfterMs: number | null;
    constructor(message: string, status: number, retryAfterMs?: number | null, options?: ErrorOptions);
}
/**
 * Why a connection failed. `offline`: the browser has no network. `blocked-or-unreachable`: a browser does not say which of the two;
 * the page's origin may be missing in the service's CORS_ORIGINS. `dns`: unknown host name. `refused`: nothing listens at the
 * address. `broken`: the connection ended during the request or the answer. `unknown`: the platform does not say.
 */
export type ConnectionFailure = 'offline' | 'blocked-or-unreachable' | 'dns' | 'refused' | 'broken' | 'unknown';
/** The connection failed before or during the answer. `cause` is the error of `fetch`. */
export declare class ConnectionError extends Error {
    readonly name = "ConnectionError";
    readonly reason: ConnectionFailure;
    readonly retryable = true;
    readonly retryAfterMs: null;
    constructor(reason: ConnectionFailure, message: string, options?: ErrorOptions);
}
/** The end of a walk or an export from which accounts are missing. All available accounts were given before. */
export declare class WalkIncomplete extends Error {
    readonly name = "WalkIncomplete";
    readonly end: WalkEnd;
    constructor(message: string, end: WalkEnd, cause?: unknown);
}
