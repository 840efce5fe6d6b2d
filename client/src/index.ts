export type * from './answers.ts'
export { isProblem } from './check-answer.ts'
export type { AccountOptions, CallOptions, Client, ExportFileOptions, LookupOptions, WalkOptions } from './client.ts'
export { createClient, type ClientOptions } from './create-client.ts'
export type { CallerTokenHeader, Credentials, Secret } from './credentials.ts'
export {
  AnswerError,
  ConnectionError,
  ProblemError,
  WalkIncomplete,
  type ConnectionFailure,
  type ProblemErrorConstructor,
  type ProblemErrorOf
} from './errors.ts'
export type { ExportedFile, ExportProgress } from './export-file.ts'
export { isPersonalQuery } from './query.ts'
export type {
  AccountsQuery,
  ExportFileQuery,
  ExportQuery,
  ListSourceId,
  LookupKey,
  SearchQuery,
  WalkQuery
} from './query.ts'
export type { RetryOptions } from './retry.ts'
export type { components, operations, paths } from './schema.d.ts'
export { missingFrom, type Missing, type WalkEnd } from './walk-end.ts'
export type { WalkPage } from './walk.ts'
