import type { Account, AccountsPage, Source, SourceReport } from './answers.ts'
import { sources } from './testing-data.ts'
import { problemOf } from './testing-factories.ts'
import type { Mock, MockAnswer } from './testing-mock.ts'
import { partOf, readPart, type Part } from './testing-part.ts'
import { cursorOf, type ListQuery, type Offsets } from './testing-query.ts'

/** One page of accounts, divided as in the service: an equal share of `limit` for each source that has more. */
export function answerList(query: ListQuery, mock: Mock): MockAnswer {
  const parts = chosenSources(query).map((source) => partOf(source, query, mock))
  const wanting = parts.filter(({ status }) => status === 'ok' || status === 'failed')
  const failed = parts.filter(({ slug }) => slug !== null)
  const sharing = query.limit < wanting.length ? wanting.filter(({ slug }) => slug === null) : wanting
  const shares = new Map(sharing.map(({ source }, index) => [source, shareOf(query.limit, sharing.length, index)]))
  const read = parts.map((part) => readPart(part, shares.get(part.source) ?? 0, mock))
  const reports = read.map(({ report }) => report)
  if (failed.length > 0 && (query.partial === 'forbid' || wanting.every(({ status }) => status === 'failed'))) {
    return refusal(failed, reports)
  }
  const data = read.flatMap(({ accounts }) => accounts)
  const next: Offsets = Object.fromEntries(read.map(({ report, end }) => [report.source, end]))
  const ended = parts.every(
    ({ source, rows, status }) => status === 'skipped' || (status !== 'failed' && (next[source] ?? 0) >= rows.length)
  )
  const totals = reports.map(({ total }) => total)
  const page: AccountsPage<Partial<Account>> = {
    data: data.map((account) => select(account, query.fields)),
    page: {
      limit: query.limit,
      number: query.page,
      total: totals.reduce((sum, total) => (sum === null || total === null ? null : sum + total), 0),
      nextCursor: ended ? null : cursorOf(next)
    },
    sources: reports,
    complete: reports.every(({ status, warnings }) => (status === 'ok' || status === 'done') && warnings.length === 0)
  }
  return { status: 200, body: page }
}

/** Every account of the query's sources, one after the other, and how the export ended. */
export function exportOf(
  query: ListQuery,
  mock: Mock
): { readonly accounts: Account[]; readonly sources: SourceReport[] } {
  const parts = chosenSources(query).map((source) => partOf(source, query, mock))
  const read = parts.map((part) => readPart(part, Infinity, mock))
  return { accounts: read.flatMap(({ accounts }) => accounts), sources: read.map(({ report }) => report) }
}

/** The sources of a query, in the order of a page. */
function chosenSources({ source }: ListQuery): Source[] {
  return sources.filter((each) => each.kind === 'list' && (source?.includes(each.source) ?? true))
}

function shareOf(limit: number, count: number, index: number): number {
  return Math.floor(limit / count) + (index < limit % count ? 1 : 0)
}

/** The problem of failed sources: their own if they have the same one. */
function refusal(failed: readonly Part[], reports: SourceReport[]): MockAnswer {
  const [first] = failed
  const shared = failed.every(({ slug }) => slug === first?.slug) ? first?.slug : null
  const allBusy = failed.every(({ slug }) => slug !== null && problemOf(slug).status === 503)
  const problem = problemOf(shared ?? (allBusy ? 'upstream-unavailable' : 'upstream-error'))
  const which = reports.length === 1 && first !== undefined ? { source: first.source } : { sources: reports }
  const { source: _source, sources: _sources, errors: _errors, ...rest } = problem
  return { status: problem.status, body: { ...rest, instance: '/accounts', ...which } }
}

function select(account: Account, fields: readonly string[] | null): Partial<Account> {
  if (fields === null) return account
  return Object.fromEntries(
    Object.entries(account).filter(([name]) => name === 'id' || name === 'source' || fields.includes(name))
  )
}
