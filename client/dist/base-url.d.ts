/** The URL of the service as an absolute one, without a slash at its end. Throws a TypeError that says what to set instead. */
export declare function absoluteUrl(baseUrl: string): string;
