import type { Account, Slug, Source, SourceId, SourceReport } from './answers.ts'
import { accounts as allAccounts } from './testing-data.ts'
import { reportOf, summaryOf } from './testing-factories.ts'
import { canMatch, matches } from './testing-matches.ts'
import type { Mock } from './testing-mock.ts'
import { supports, type ListQuery } from './testing-query.ts'

/** One source's part of a page. */
export interface Part {
  readonly source: SourceId
  /** The list, filtered by what its upstream supports. */
  readonly rows: readonly Account[]
  /** The filter of a scan; null without a scan. */
  readonly keeps: ((row: Account) => boolean) | null
  readonly offset: number
  readonly status: SourceReport['status']
  readonly slug: Slug | null
}

/** A source's part of a page, before it is read. */
export function partOf(
  definition: Source,
  { filters, scan, offsets }: ListQuery,
  { accounts = allAccounts, failing = {} }: Mock
): Part {
  const { source } = definition
  const given = [...filters]
  const own = given.filter(([name]) => supports(definition, name, false))
  const scanned = given.filter(([name]) => !supports(definition, name, false))
  const rows = accounts.filter(
    (row) => row.source === source && own.every(([name, value]) => matches(row, name, value))
  )
  const offset = offsets[source] ?? 0
  const keeps =
    scanned.length === 0 ? null : (row: Account) => scanned.every(([name, value]) => matches(row, name, value))
  const part = { source, rows, keeps, offset, slug: null }
  if (!given.every(([name]) => supports(definition, name, scan)))
    return { ...part, status: 'skipped', slug: 'unsupported-filter' }
  if (!scanned.every(([name]) => canMatch(definition, name))) return { ...part, rows: [], keeps: null, status: 'done' }
  if (offset > 0 && offset >= rows.length) return { ...part, status: 'done' }
  const slug = failing[source] ?? null
  return { ...part, status: slug === null ? 'ok' : 'failed', slug }
}

/** At most `count` accounts of a part, its report, and the row at which the next page begins. */
export function readPart({ source, rows, keeps, offset, status, slug }: Part, count: number, mock: Mock) {
  const { incomplete = [], scanRows = Infinity } = mock
  const end =
    status === 'ok'
      ? endOf(rows.slice(0, keeps === null ? rows.length : offset + scanRows), { keeps, offset, count })
      : offset
  const taken = rows.slice(offset, end).filter((row) => keeps?.(row) ?? true)
  const isTorn = incomplete.includes(source) && taken.length > 0
  const accounts = isTorn ? taken.slice(1) : taken
  const detail =
    slug === 'unsupported-filter' ? `${source} cannot filter by a parameter of the query` : `${source} failed`
  const report = reportOf(source, {
    status,
    returned: accounts.length,
    // A source that was not read yet has reported no total.
    total: keeps === null && (offset > 0 || status === 'done' || (slug === null && count > 0)) ? rows.length : null,
    scan: keeps !== null && status === 'ok' ? { rows: end - offset, examined: end, of: rows.length } : null,
    durationMs: status === 'ok' ? 12 : 0,
    warnings: isTorn ? [{ code: 'row-invalid', detail: 'a row could not be mapped', row: offset }] : [],
    problem: slug === null ? null : summaryOf(slug, detail)
  })
  return { accounts, report, end }
}

/** The index behind the row that completes `count` accounts, or behind the last row. */
function endOf(
  rows: readonly Account[],
  { keeps, offset, count }: Pick<Part, 'keeps' | 'offset'> & { readonly count: number }
): number {
  let [end, found] = [offset, 0]
  for (; end < rows.length && found < count; end += 1) {
    const row = rows[end]
    if (row !== undefined && (keeps?.(row) ?? true)) found += 1
  }
  return end
}
