import type { Account, ProblemOf, ProblemSummary, Slug, SourceReport } from './answers.ts'
import { accounts, problems, report } from './testing-data.ts'

/** An account of the sandbox, from `overrides.source` (default: tenant), with these properties instead of its own. */
export function accountOf(overrides: Partial<Account> = {}): Account {
  const { source = 'tenant' } = overrides
  const account = accounts.find((account) => account.source === source)
  if (account === undefined) throw new TypeError(`no source ${source}`)
  const { nativeId } = { ...account, ...overrides }
  return { ...account, id: `${source}:${nativeId}`, ...overrides }
}

/** A problem as the service documents it, with these members instead of its own. */
export function problemOf<Name extends Slug>(slug: Name, overrides: Partial<ProblemOf<Name>> = {}): ProblemOf<Name> {
  return { ...problems[slug], ...overrides }
}

/** The report of a source that has answered, with these members instead of its own. */
export function reportOf(source: SourceReport['source'], overrides: Partial<SourceReport> = {}): SourceReport {
  return { ...report, source, ...overrides }
}

/** A problem as it is in a report. */
export function summaryOf(slug: Slug, detail: string): ProblemSummary {
  const { type, title, status, retryable } = problems[slug]
  return { type, slug, title, status, detail, retryable }
}
