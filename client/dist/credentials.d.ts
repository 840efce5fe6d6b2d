import type { Middleware } from './openapi-fetch.js';
/** A secret, or what gives the one in force: it is asked before every request. */
export type Secret = string | (() => string | Promise<string>);
/** What a caller shows, each in a header of its own. */
export interface Credentials {
    /** A key or a token of the caller: `Authorization: Bearer`. */
    readonly token?: Secret;
    /** A key of the caller: `X-Api-Key`. */
    readonly apiKey?: Secret;
    /** The user's own token at the upstream of industry: `X-Iot-Token`. */
    readonly iotToken?: Secret;
    /** The user's own token at the upstream of iam: `X-Iam-Access-Token`. */
    readonly iamAccessToken?: Secret;
}
/** Adds the credentials to every request. */
export declare function withCredentials({ token, apiKey, iotToken, iamAccessToken }: Credentials): Middleware;
