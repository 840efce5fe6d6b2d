/** What `fetch` rejects with → the error of the client. Only a TypeError is a failed connection; any other error stays as it is. */
export declare function toConnectionError(cause: unknown, url: string): unknown;
