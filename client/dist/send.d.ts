import { type Credentials } from './credentials.js';
import type { Target } from './path.js';
/** How to reach the service. */
export interface Connection extends Credentials {
    readonly baseUrl: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly credentials: 'omit' | 'same-origin' | 'include';
    readonly cache: 'no-store' | 'default';
    readonly fetch: (request: Request) => Promise<Response>;
}
/** One call: a POST if it has a body, else a GET. */
export interface Call {
    readonly target: Target;
    readonly body?: object;
    readonly signal?: AbortSignal | undefined;
}
/** Sends the call once and returns the parsed JSON. Throws like `sendForStream`. */
export declare function sendForJson(connection: Connection, call: Call): Promise<unknown>;
/** An answer whose body has not arrived yet. */
export interface Opened {
    readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
    readonly headers: Headers;
}
/** Sends the call once and returns the body as it arrives. Throws a ProblemError, an AnswerError, or a ConnectionError. */
export declare function sendForStream(connection: Connection, call: Call): Promise<Opened>;
