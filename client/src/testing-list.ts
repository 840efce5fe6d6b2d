import type { Account, AccountsPage, Slug, SourceId, SourceReport } from './answers.ts'
import { accounts as allAccounts, sources } from './testing-data.ts'
import { problemOf, reportOf, summaryOf } from './testing-factories.ts'
import type { Mock, MockAnswer } from './testing-mock.ts'
import { cursorOf, type ListQuery, type Offsets } from './testing-query.ts'

/** One source's part of a page. */
interface Part {
  readonly source: SourceId
  readonly rows: readonly Account[]
  readonly offset: number
  readonly status: SourceReport['status']
  readonly slug: Slug | null
}

/** One page of accounts, as the service divides it: an equal share of `limit` for each source that has more. */
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

/** The sources that a query asks, in the order of a page. */
function chosenSources({ source }: ListQuery): SourceId[] {
  const lists = sources.filter(({ kind }) => kind === 'list').map((list) => list.source)
  return source === null ? lists : lists.filter((id) => source.includes(id))
}

function partOf(source: SourceId, { filters, offsets, matches }: ListQuery, mock: Mock): Part {
  const { accounts = allAccounts, failing = {} } = mock
  const supported: readonly string[] = sources.find((each) => each.source === source)?.filters ?? []
  const rows = accounts.filter((account) => account.source === source && matches(account))
  const offset = offsets[source] ?? 0
  if (filters.some((name) => !supported.includes(name)))
    return { source, rows, offset, status: 'skipped', slug: 'unsupported-filter' }
  if (offset > 0 && offset >= rows.length) return { source, rows, offset, status: 'done', slug: null }
  const slug = failing[source] ?? null
  return { source, rows, offset, status: slug === null ? 'ok' : 'failed', slug }
}

function readPart({ source, rows, offset, status, slug }: Part, count: number, { incomplete = [] }: Mock) {
  const taken = status === 'ok' ? rows.slice(offset, offset + count) : []
  const isTorn = incomplete.includes(source) && taken.length > 0
  const accounts = isTorn ? taken.slice(1) : taken
  const detail =
    slug === 'unsupported-filter' ? `${source} cannot filter by a parameter of the query` : `${source} failed`
  const report = reportOf(source, {
    status,
    returned: accounts.length,
    // A source that was not asked yet has told no total.
    total: offset > 0 || (slug === null && count > 0) ? rows.length : null,
    durationMs: status === 'ok' ? 12 : 0,
    warnings: isTorn ? [{ code: 'row-invalid', detail: 'a row could not be mapped', row: offset }] : [],
    problem: slug === null ? null : summaryOf(slug, detail)
  })
  return { accounts, report, end: offset + taken.length }
}

function shareOf(limit: number, count: number, index: number): number {
  return Math.floor(limit / count) + (index < limit % count ? 1 : 0)
}

/** The problem of sources that failed: their own if they share it. */
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
