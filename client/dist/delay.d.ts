/** Resolves after `ms` milliseconds. Rejects with the signal's reason as soon as the signal aborts. */
export type Delay = (ms: number, signal?: AbortSignal) => Promise<void>;
export declare const delay: Delay;
