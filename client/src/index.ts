export type * from './answers.ts'
export {
  createClient,
  type CallOptions,
  type Client,
  type ClientOptions,
  type LookupOptions,
  type WalkOptions
} from './create-client.ts'
export type { Credentials, Secret } from './credentials.ts'
export { AnswerError, ConnectionError, ProblemError, WalkIncomplete } from './errors.ts'
export { namesPerson } from './query.ts'
export type { components, operations, paths } from './schema.d.ts'
export type { Missing, WalkEnd } from './walk-end.ts'
