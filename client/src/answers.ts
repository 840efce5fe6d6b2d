import type { components } from './schema.d.ts'

export type Account = components['schemas']['Account']
export type AccountsPage = components['schemas']['AccountsPage']
export type SourceReport = components['schemas']['SourceReport']
export type Warning = components['schemas']['Warning']
export type Source = components['schemas']['Source']
export type LookupResult = components['schemas']['LookupResult']
export type LookupResults = components['schemas']['LookupResults']
export type Problem = components['schemas']['Problem']
export type ProblemSummary = components['schemas']['ProblemSummary']

/** The name at the end of a problem's `type`. A newer service may send more slugs: keep a default branch in a switch. */
export type Slug = components['schemas']['ProblemSlug']

/** The id of a source. */
export type SourceId = components['schemas']['SourceId']

/** The last line of an ndjson export. */
export interface ExportEnd {
  readonly complete: boolean
  readonly count: number
  readonly sources: readonly SourceReport[]
}
