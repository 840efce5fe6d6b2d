import type { operations } from '../src/schema.js';
/** A secret, or a function that returns the current one. The function is called for every request. */
export type Secret = string | (() => string | Promise<string>);
/** Credentials of the caller. Each is sent in a header of its own. */
export interface Credentials {
    /** API key or token, sent as `Authorization: Bearer`. */
    readonly token?: Secret;
    /** API key, sent as `X-Api-Key`. */
    readonly apiKey?: Secret;
    /** The user's own upstream tokens, by header; `credentials.callerToken` of a source names it. */
    readonly callerTokens?: {
        readonly [Header in CallerTokenHeader]?: Secret;
    };
}
/** A header for a caller token: each header in the document except the general ones. */
export type CallerTokenHeader = Exclude<HeadersOf<'listAccounts'> | HeadersOf<'lookupAccount'>, 'X-Request-Id' | 'traceparent' | 'Accept-Language'>;
type HeadersOf<Name extends keyof operations> = keyof NonNullable<operations[Name]['parameters']['header']>;
/** Sets the headers that carry the credentials. */
export declare function setCredentials(headers: Headers, { token, apiKey, callerTokens }: Credentials): Promise<void>;
export {};
