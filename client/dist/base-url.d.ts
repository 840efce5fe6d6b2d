/** The absolute URL of the service, without a trailing slash. Throws a TypeError that says what to set. */
export declare function absoluteUrl(baseUrl: string): string;
