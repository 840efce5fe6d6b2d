/** An error of `fetch` → the error of the client. Only a TypeError is a failed connection; any other error stays unchanged. */
export declare function toConnectionError(cause: unknown, url: string): unknown;
