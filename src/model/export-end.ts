import type { SourceReport } from './page.ts'

/** The end of an export: the last line of an ndjson file. */
export interface ExportEnd {
  readonly complete: boolean
  readonly count: number
  readonly sources: readonly SourceReport[]
}
