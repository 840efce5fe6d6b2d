import type { Account, Slug, SourceId } from './answers.ts'

/** The behaviour of the mocked service. By default everything succeeds. */
export interface Mock {
  /** Its accounts. Default: 12 of each list of the sandbox, and one for lookups. */
  readonly accounts?: readonly Account[]
  /** Failing sources and their problems: `{ iam: 'upstream-timeout' }`. */
  readonly failing?: { readonly [Id in SourceId]?: Slug }
  /** Sources with an unreadable row: the first one of each page is missing, with a warning. */
  readonly incomplete?: readonly SourceId[]
  /** Max rows that a scan examines per answer. Default: all. */
  readonly scanRows?: number
  /** The problem for every request, such as `rate-limited` or `unauthenticated`. */
  readonly refusing?: Slug
}

/** The data of the mocked service. */
export interface MockAnswer {
  readonly status: number
  readonly body: object
}
