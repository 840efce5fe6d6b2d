import { slugOf, type AccountsPage, type Problem, type SourceId, type SourceReport, type Warning } from './answers.ts'

/** How a walk or an export ended. */
export interface WalkEnd {
  /** True only when every account of every source of the query was given. */
  readonly complete: boolean
  /** Accounts given. */
  readonly count: number
  /** One report for each source, over the whole walk. Of its warnings the first hundred of lost rows, and one `total-changed`. */
  readonly sources: readonly SourceReport[]
  /** What is missing: empty when complete, and where the service does not say of which source accounts are missing. */
  readonly missing: readonly Missing[]
}

export interface Missing {
  readonly source: SourceId
  /**
   * `skipped`: never asked. `failed`: did not come back. `rows`: some rows could not be read, its warnings say which.
   * `left`: the walk ended before it was through with the source.
   */
  readonly reason: 'skipped' | 'failed' | 'rows' | 'left'
  /** How many accounts, where the source has said how many it has. */
  readonly accounts: number | null
}

/** Warnings of lost rows that are kept for each source: a million of them must not fill the memory. */
const mostWarnings = 100

/** Adds a page's reports to those of the pages before. A source that it leaves out keeps its last one. */
export function addReports(sum: readonly SourceReport[], page: readonly SourceReport[]): SourceReport[] {
  const added = page.map((report) => {
    const before = sum.find(({ source }) => source === report.source)
    if (before === undefined) return report
    return {
      ...report,
      returned: before.returned + report.returned,
      total: report.total ?? before.total,
      durationMs: before.durationMs + report.durationMs,
      stale: before.stale || report.stale,
      ageMs: Math.max(before.ageMs, report.ageMs),
      warnings: some([...before.warnings, ...report.warnings])
    }
  })
  return [...added, ...sum.filter((before) => !isIn(page, before))]
}

/** The same for a problem that ended the walk: what its reports say was returned did not arrive. */
export function addProblem(sum: readonly SourceReport[], problem: Problem): SourceReport[] {
  const { type, title, status, detail, retryable, upstream } = problem
  const summary = { type, title, status, detail, retryable, ...(upstream === undefined ? {} : { upstream }) }
  if (problem.sources !== undefined) {
    return addReports(
      sum,
      problem.sources.map((report) => ({ ...report, returned: 0, warnings: [] }))
    )
  }
  return sum.map((report) =>
    report.source === problem.source ? { ...report, status: 'failed', problem: summary } : report
  )
}

/** Whether a page is complete or one of its reports says why it is not. */
export function saysWhatIsMissing({ complete, sources }: Pick<AccountsPage, 'complete' | 'sources'>): boolean {
  return complete || sources.some((report) => reasonOf(report, true) !== null)
}

/**
 * The end of a walk with these reports. `through`: the sources in which nothing is left. `whole`: false where the service says that
 * something is missing, and not what.
 */
export function endOf(
  sources: readonly SourceReport[],
  count: number,
  through: readonly SourceReport[],
  whole: boolean
): WalkEnd {
  const missing = sources.flatMap((report): Missing[] => {
    const reason = reasonOf(report, isIn(through, report))
    const { source, total, returned } = report
    return reason === null ? [] : [{ source, reason, accounts: total === null ? null : Math.max(0, total - returned) }]
  })
  return { complete: whole && missing.length === 0, count, sources, missing }
}

/** One sentence that says what is missing, and why. */
export function describe({ missing, sources }: WalkEnd): string {
  const parts = missing.map(({ source, reason }) => {
    const problem = sources.find((report) => report.source === source)?.problem ?? null
    return `${source} (${problem === null ? reason : `${reason}: ${slugOf(problem)}`})`
  })
  return `accounts are missing from ${parts.join(', ') || 'a source that is not named'}`
}

function reasonOf({ status, warnings }: SourceReport, through: boolean): Missing['reason'] | null {
  if (status !== 'ok' && status !== 'done') return status
  if (warnings.some(isLoss)) return 'rows'
  return through || status === 'done' ? null : 'left'
}

function isIn(reports: readonly SourceReport[], { source }: SourceReport): boolean {
  return reports.some((report) => report.source === source)
}

function some(warnings: readonly Warning[]): Warning[] {
  const losses = warnings.filter(isLoss).slice(0, mostWarnings)
  return [...losses, ...warnings.filter((warning) => !isLoss(warning)).slice(0, 1)]
}

function isLoss({ code }: Warning): boolean {
  return code !== 'total-changed'
}
