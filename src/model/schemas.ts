import { accountSchema, type DescribeOrigin } from './account.ts'
import { GivenLookupKey, LookupResult, LookupResults } from './lookup.ts'
import { meSchema } from './me.ts'
import { AccountsPage, ScanProgress, sourceReportSchema, Warning } from './page.ts'
import { Problem, ProblemType } from './problem.ts'
import { ProblemSummary } from './problem-summary.ts'
import { sourceSchema } from './source.ts'

/**
 * Every schema that others reference by `$id`, in the order of the document. `sources` are the ids of all sources, `rights` all
 * rights.
 */
export function sharedSchemas(sources: readonly string[], rights: readonly string[], originOf: DescribeOrigin) {
  return [
    accountSchema(sources, originOf),
    Warning,
    ScanProgress,
    sourceReportSchema(sources),
    AccountsPage,
    ProblemSummary,
    GivenLookupKey,
    LookupResult,
    LookupResults,
    Problem,
    sourceSchema(sources),
    meSchema(sources, rights),
    ProblemType
  ]
}
