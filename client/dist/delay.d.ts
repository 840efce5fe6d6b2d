/** Resolves after so many milliseconds; rejects with the signal's reason as soon as it aborts. */
export declare function wait(ms: number, signal?: AbortSignal): Promise<void>;
