import type { MockAnswer } from './testing-mock.js';
/** An answer with the headers that the service sends with it. */
export declare function toResponse({ status, body }: MockAnswer): Response;
