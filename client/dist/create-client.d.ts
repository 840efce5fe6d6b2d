import type { Client } from './client.js';
import type { Credentials } from './credentials.js';
import { type Delay } from './delay.js';
import { type RetryOptions } from './retry.js';
export interface ClientOptions extends Credentials {
    /** URL of the service, such as `https://rollcall.example.com`. On a page that the service itself sends, `/`. */
    readonly baseUrl: string;
    /** Headers of every request, such as `Accept-Language`. */
    readonly headers?: Readonly<Record<string, string>>;
    /** Whether a browser sends cookies: to the same origin only (the default), to every origin, or never. */
    readonly credentials?: 'omit' | 'same-origin' | 'include';
    /** `default` lets caches of the platform store answers. Default: `no-store`, because accounts are personal data and change. */
    readonly cache?: 'no-store' | 'default';
    readonly retry?: RetryOptions;
    /** Sends a request. Default: the platform's `fetch`. */
    readonly fetch?: (request: Request) => Promise<Response>;
}
/** A client of the service at `baseUrl`. Its methods do not use `this`. Throws a TypeError if `baseUrl` is not a URL. */
export declare function createClient(options: ClientOptions): Client;
/** The same with a custom delay function. Not exported from the package. */
export declare function createClientWith(options: ClientOptions, delay: Delay): Client;
