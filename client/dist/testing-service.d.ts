import type { Mock } from './testing-mock.js';
/** The mocked service. Takes a request and answers as the service would: `createClient({ baseUrl, fetch: mockService() })`. */
export declare function mockService(mock?: Mock): (request: Request) => Promise<Response>;
