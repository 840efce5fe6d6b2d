import type { SourceReport, Warning } from '../model/page.ts'
import type { AccountQuery } from '../model/query.ts'
import type { Failure } from '../problems/failure.ts'
import { toProblemSummary } from '../problems/to-problem.ts'
import type { ListSource } from '../sources/open-sources.ts'
import type { Candidate } from './choose-sources.ts'
import { combineFailures, mostTelling } from './combine-failures.ts'
import { start, type Position } from './cursor.ts'
import type { KeepAccount } from './scan-filters.ts'

/** The progress of an answer in one source of its query. */
export interface Part {
  readonly source: ListSource
  status: SourceReport['status']
  /** Where the next window starts. A failed source keeps its position. */
  position: Position
  returned: number
  warnings: readonly Warning[]
  durationMs: number
  stale: boolean
  ageMs: number
  failure: Failure | null
  /** The filter applied here; null if all accounts are kept. */
  readonly keeps: KeepAccount | null
  /** Whether the upstream applies no filter. Then row numbers are those of the whole list. */
  readonly isWhole: boolean
  /** Rows that this answer has examined, if a filter is applied here. */
  examined: number
  /** Rows that earlier answers of the walk have examined. */
  readonly examinedBefore: number
}

export function startPart(candidate: Candidate, given: Position): Part {
  const { source, skipped, keeps, isEmpty, isWhole } = candidate
  const position = isEmpty ? nothing : given
  return {
    source,
    status: position.ended ? 'done' : skipped === null ? 'ok' : 'skipped',
    position,
    returned: 0,
    warnings: [],
    durationMs: 0,
    stale: false,
    ageMs: 0,
    failure: position.ended ? null : skipped,
    keeps,
    isWhole,
    examined: 0,
    examinedBefore: position.ended ? (position.total ?? 0) : position.offset
  }
}

/** The position of a source without a match. */
const nothing: Position = { ...start, total: 0, ended: true }

export function reportOf(part: Part): SourceReport {
  return {
    source: part.source.id,
    status: part.status,
    returned: part.returned,
    total: part.status === 'skipped' || part.keeps !== null ? null : part.position.total,
    durationMs: Math.round(part.durationMs),
    stale: part.stale,
    ageMs: Math.round(part.ageMs),
    scan: scanOf(part),
    warnings: [...part.warnings],
    problem: part.failure === null ? null : toProblemSummary(part.failure)
  }
}

/** The scan progress of a part; null if it was not scanned. */
export function scanOf({ keeps, status, examined, examinedBefore, position }: Part): SourceReport['scan'] {
  if (keeps === null || status === 'skipped') return null
  return { rows: examined, examined: examinedBefore + examined, of: position.total }
}

/**
 * Whether nothing is missing: every source answered or had ended before, and no warning but `total-changed` and
 * `duplicate-id` was given. This is the only place that decides it for lists and exports.
 */
export function isComplete(sources: readonly Pick<SourceReport, 'status' | 'warnings'>[]): boolean {
  return sources.every(({ status, warnings }) => (status === 'ok' || status === 'done') && !warnings.some(isLoss))
}

/** Whether a warning means that accounts are missing. */
export function isLoss({ code }: Warning): boolean {
  return code !== 'total-changed' && code !== 'duplicate-id'
}

/** Throws a Failure if no source could be read, or if one failed and the query forbids partial answers. */
export function refuseIfFailed(parts: readonly Part[], { partial }: Pick<AccountQuery, 'partial'>): void {
  const failed = parts.filter(({ status }) => status === 'failed')
  const skipped = parts.filter(({ status }) => status === 'skipped')
  const answered = parts.some(({ status }) => status === 'ok')
  if (failed.length === 0 && skipped.length === 0) return
  if (answered && partial === 'allow') return
  const isForbidden = partial === 'forbid' && (failed.length > 0 || answered)
  if (isForbidden) throw combined(parts, failuresOf([...failed, ...skipped]))
  throw combined(parts, failed.length > 0 ? failuresOf(failed) : mostTelling(failuresOf(skipped)))
}

/** Throws the failure of skipped sources. */
export function refuseSkipped(parts: readonly Part[]): void {
  const skipped = failuresOf(parts.filter(({ status }) => status === 'skipped'))
  if (skipped.length > 0) throw combined(parts, mostTelling(skipped))
}

function combined(parts: readonly Part[], failures: readonly Failure[]): Failure {
  const [only] = failures
  if (parts.length === 1 && only !== undefined) return only
  return combineFailures(failures, { sources: parts.map(reportOf) })
}

function failuresOf(parts: readonly Part[]): Failure[] {
  return parts.map(({ failure }) => failure).filter((failure) => failure !== null)
}
