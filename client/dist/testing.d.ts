import { type RequestHandler } from 'msw';
import type { Mock } from './testing-mock.js';
import { mockService } from './testing-service.js';
export { accounts, me, problems, sources } from './testing-data.js';
export { accountOf, problemOf, reportOf } from './testing-factories.js';
export type { Mock } from './testing-mock.js';
export { mockService };
/** Handlers for MSW (Mock Service Worker) that answer as the service at `baseUrl` would. */
export declare function rollcallHandlers(baseUrl: string, mock?: Mock): RequestHandler[];
