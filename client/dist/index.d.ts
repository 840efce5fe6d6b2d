export type * from './answers.js';
export { createClient, type CallOptions, type Client, type ClientOptions, type LookupOptions, type WalkOptions } from './create-client.js';
export type { Credentials, Secret } from './credentials.js';
export { AnswerError, ConnectionError, ProblemError, WalkIncomplete } from './errors.js';
export { namesPerson } from './query.js';
export type { components, operations, paths } from './schema.js';
export type { Missing, WalkEnd } from './walk-end.js';
