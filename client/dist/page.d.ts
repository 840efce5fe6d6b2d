/** Address of the page; undefined outside a browser. */
export declare function pageUrl(): string | undefined;
/** Whether the browser has no network for sure. */
export declare function isOffline(): boolean;
