import type { LookupResult } from '../model/lookup.ts'
import type { SourceReport } from '../model/page.ts'
import type { ProblemSummary } from '../model/problem-summary.ts'

/** An answer that may contain problems. */
interface Holder {
  readonly sources?: readonly SourceReport[]
  readonly results?: readonly LookupResult[]
}

/** The answer with all problem types below `publicPath`, where a proxy mounts the service. */
export function withPublicTypes<Answer extends Holder>(answer: Answer, publicPath: string): Answer {
  if (publicPath === '') return answer
  const { sources, results } = answer
  return {
    ...answer,
    ...(sources && { sources: sources.map((report) => moved(report, publicPath)) }),
    ...(results && { results: results.map((result) => moved(result, publicPath)) })
  }
}

function moved<Part extends { readonly problem: ProblemSummary | null }>(part: Part, publicPath: string): Part {
  const { problem } = part
  return problem === null ? part : { ...part, problem: { ...problem, type: publicPath + problem.type } }
}
