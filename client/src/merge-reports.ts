import type { Problem, SourceReport, Warning } from './answers.ts'

/** Max warnings of lost rows per source: a long walk must not fill the memory. */
const maxWarnings = 100

/** Adds a page's reports to the previous ones. A source without a new report keeps its last one. */
export function mergeReports(sum: readonly SourceReport[], page: readonly SourceReport[]): SourceReport[] {
  const merged = page.map((report) => {
    const before = sum.find(({ source }) => source === report.source)
    return before === undefined ? report : merge(before, report)
  })
  return [...merged, ...sum.filter(({ source }) => !page.some((report) => report.source === source))]
}

/** Adds the reports of a problem that ended the walk. The accounts that they count did not arrive. */
export function mergeProblem(sum: readonly SourceReport[], problem: Problem): SourceReport[] {
  const { type, slug, title, status, detail, retryable, upstream } = problem
  const summary = { type, slug, title, status, detail, retryable, ...(upstream !== undefined && { upstream }) }
  if (problem.sources !== undefined) {
    const reports = problem.sources.map((report) => ({ ...report, returned: 0, warnings: [] }))
    return mergeReports(sum, reports)
  }
  return sum.map((report) =>
    report.source === problem.source ? { ...report, status: 'failed', problem: summary } : report
  )
}

/** Whether a warning means that accounts are missing. */
export function isLoss({ code }: Warning): boolean {
  return code !== 'total-changed' && code !== 'duplicate-id'
}

function merge(before: SourceReport, report: SourceReport): SourceReport {
  return {
    ...report,
    returned: before.returned + report.returned,
    total: report.total ?? before.total,
    durationMs: before.durationMs + report.durationMs,
    stale: before.stale || report.stale,
    ageMs: Math.max(before.ageMs, report.ageMs),
    scan: mergeScans(before.scan, report.scan),
    warnings: limitWarnings([...before.warnings, ...report.warnings])
  }
}

/** Sums the rows of all pages, and otherwise takes the newest values. */
function mergeScans(before: SourceReport['scan'], scan: SourceReport['scan']): SourceReport['scan'] {
  return before && scan ? { ...scan, rows: before.rows + scan.rows } : (scan ?? before)
}

function limitWarnings(warnings: readonly Warning[]): Warning[] {
  const losses = warnings.filter(isLoss).slice(0, maxWarnings)
  return [...losses, ...warnings.filter((warning) => !isLoss(warning)).slice(0, 1)]
}
