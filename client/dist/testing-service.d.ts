import type { Mock } from './testing-mock.js';
/** The mocked service: a function from request to answer, `createClient({ baseUrl, fetch: mockService() })`. */
export declare function mockService(mock?: Mock): (request: Request) => Promise<Response>;
