import type { AccountsPage, ProblemSummary, SourceId, SourceReport } from './answers.ts'
import { isLoss } from './merge-reports.ts'

/** The end of a walk or an export. */
export interface WalkEnd {
  /** True only if every account of every source of the query was given. */
  readonly complete: boolean
  /** Accounts given. */
  readonly count: number
  /** One report per source, over the whole walk. Each keeps at most 100 warnings of lost rows, and one other warning. */
  readonly sources: readonly SourceReport[]
  /** The missing accounts by source. Empty if complete, and if the service does not say which source lacks accounts. */
  readonly missing: readonly Missing[]
}

export interface Missing {
  readonly source: SourceId
  /**
   * `skipped`: the source was not queried. `failed`: it failed until the end. `rows`: some rows could not be read; its warnings say which.
   * `left`: the walk ended before all its accounts were read.
   */
  readonly reason: 'skipped' | 'failed' | 'rows' | 'left'
  /** How many accounts; null if that is not known. */
  readonly accounts: number | null
  /** Why the source failed or was skipped; null otherwise. */
  readonly problem: ProblemSummary | null
}

export interface Outcome {
  readonly reports: readonly SourceReport[]
  readonly count: number
  /** Reports of the sources that have no further accounts. */
  readonly finished: readonly SourceReport[]
  /** False if accounts are missing for a reason that no report gives. */
  readonly complete: boolean
}

export function toWalkEnd({ reports, count, finished, complete }: Outcome): WalkEnd {
  const missing = reports.flatMap((report): Missing[] => {
    const reason = missingReason(report, isIn(finished, report))
    const { source, total, returned, problem } = report
    const accounts = total === null ? null : Math.max(0, total - returned)
    return reason === null ? [] : [{ source, reason, accounts, problem }]
  })
  return { complete: complete && missing.length === 0, count, sources: reports, missing }
}

/** One sentence that says what is missing, and why. */
export function describeMissing({ missing }: WalkEnd): string {
  const parts = missing.map(
    ({ source, reason, problem }) => `${source} (${problem === null ? reason : `${reason}: ${problem.slug}`})`
  )
  return `accounts are missing from ${parts.join(', ') || 'a source that the service does not name'}`
}

/** The missing accounts of one page. Accounts of a failed source arrive on a later page. Their number is unknown. */
export function missingFrom({ sources }: Pick<AccountsPage, 'sources'>): Missing[] {
  return sources.flatMap((report): Missing[] => {
    const reason = missingReason(report, true)
    return reason === null ? [] : [{ source: report.source, reason, accounts: null, problem: report.problem }]
  })
}

/** Whether a page is complete, or one of its reports says why it is not. */
export function explainsLosses({ complete, sources }: AccountsPage): boolean {
  return complete || missingFrom({ sources }).length > 0
}

function missingReason({ status, warnings }: SourceReport, finished: boolean): Missing['reason'] | null {
  if (status !== 'ok' && status !== 'done') return status
  if (warnings.some(isLoss)) return 'rows'
  return finished || status === 'done' ? null : 'left'
}

function isIn(reports: readonly SourceReport[], { source }: SourceReport): boolean {
  return reports.some((report) => report.source === source)
}
