import type { Filters } from '../sources/source.ts'

/** What a caller asks of a list, checked, with every default filled in. */
export interface AccountQuery {
  /** The sources named, each once, in the registry's order; null when none was named. */
  readonly sources: readonly string[] | null
  /** Accounts in one answer, at most. */
  readonly limit: number
  readonly cursor: string | null
  /** 1-based, instead of a cursor. */
  readonly page: number | null
  readonly filters: Filters
  /** `forbid`: an answer without one of the sources is none. */
  readonly partial: 'allow' | 'forbid'
  readonly includeRaw: boolean
}

/**
 * Everything a cursor is bound to, as one text. Equal queries give equal texts, however they were spelled: `sources` and
 * `filters` are in the order of the registry and of `filterNames`.
 */
export function bindingOf({ sources, limit, filters, partial, includeRaw }: AccountQuery): string {
  return JSON.stringify([sources, limit, filters, partial, includeRaw])
}
