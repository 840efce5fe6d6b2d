import type { MockAnswer } from './testing-mock.js';
/** An answer with the headers of the service. */
export declare function toResponse({ status, body }: MockAnswer): Response;
