/** Address of the page; undefined outside a browser. */
export declare function pageUrl(): string | undefined;
/** Whether the browser reports that it is offline. */
export declare function isOffline(): boolean;
