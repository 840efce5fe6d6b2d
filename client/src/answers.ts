import type { components, operations } from './schema.d.ts'

/** What the service answers and is asked, as openapi.json has it. */
export type Account = components['schemas']['Account']
export type AccountsPage = components['schemas']['AccountsPage']
export type SourceReport = components['schemas']['SourceReport']
export type Warning = components['schemas']['Warning']
export type Source = components['schemas']['Source']
export type LookupResult = components['schemas']['LookupResult']
export type LookupResults = components['schemas']['LookupResults']
export type Problem = components['schemas']['Problem']
export type ProblemSummary = components['schemas']['ProblemSummary']

/** A problem's stable name. A newer service may know more of them: keep a default where you switch on it. */
export type Slug = SlugOf<Problem['type']>
type SlugOf<Type extends string> = Type extends `/problems/${infer Name}` ? Name : never

/** Every source there is. */
export type SourceId = SourceReport['source']
/** A source that can be listed: a value of `source`. */
export type ListSourceId = NonNullable<NonNullable<operations['listAccounts']['parameters']['query']>['source']>[number]

/** The parameters of an operation, with a list of sources that may be read-only. */
type QueryOf<Operation extends { parameters: { query?: unknown } }> = Readonly<
  Omit<NonNullable<Operation['parameters']['query']>, 'source'>
> & { readonly source?: readonly ListSourceId[] }

/** What one page is asked with. */
export type AccountsQuery = QueryOf<operations['listAccounts']>
/** What a walk is asked with: it minds the cursor itself. */
export type WalkQuery = Omit<AccountsQuery, 'cursor' | 'page'>
/** What an export is asked with. */
export type ExportQuery = Omit<QueryOf<operations['exportAccounts']>, 'format' | 'bom'>
/** What an export to a file is asked with. */
export type ExportFileQuery = QueryOf<operations['exportAccounts']>

/** Whom to look up, by exactly one key. The service fills in `loginSource` where it is left out: `openAccount`. */
export type LookupKey = Only<'phone'> | Only<'email'> | (Only<'loginId'> & { readonly loginSource?: string })
type Only<Key extends KeyName> = Readonly<Record<Key, string>> & { readonly [Other in Exclude<KeyName, Key>]?: never }
type KeyName = 'phone' | 'email' | 'loginId'

/** The last line of an export. */
export interface ExportEnd {
  readonly complete: boolean
  readonly count: number
  readonly sources: readonly SourceReport[]
}

/** Whether an answer is a problem of this service, not one of something on the way to it. */
export function isProblem(value: unknown): value is Problem {
  return (
    isObject(value) &&
    typeof value['type'] === 'string' &&
    value['type'].startsWith('/problems/') &&
    typeof value['status'] === 'number' &&
    typeof value['retryable'] === 'boolean' &&
    (value['sources'] === undefined || isListOf(value['sources'], isReport))
  )
}

/** The name in a problem's type. */
export function slugOf({ type }: Pick<Problem, 'type'>): Slug {
  const slug = type.slice('/problems/'.length)
  // The compiler cannot take a text apart: it is told that what is left is a slug.
  return isSlugOf(slug, type) ? slug : 'internal-error'
}

function isSlugOf(slug: string, type: Problem['type']): slug is Slug {
  return type === `/problems/${slug}`
}

/**
 * Whether an answer is a page of accounts. Here and below only what nobody can do without is looked at; for the rest the service
 * is taken at its word.
 */
export function isPage(value: unknown): value is AccountsPage {
  return (
    isObject(value) &&
    isListOf(value['data'], isAccount) &&
    isListOf(value['sources'], isReport) &&
    typeof value['complete'] === 'boolean' &&
    isObject(value['page']) &&
    (value['page']['nextCursor'] === null || typeof value['page']['nextCursor'] === 'string')
  )
}

/** Whether an answer, or a line of an export, is an account. */
export function isAccount(value: unknown): value is Account {
  return isObject(value) && typeof value['id'] === 'string'
}

/** Whether an answer is what became of several keys. */
export function isResults(value: unknown): value is LookupResults {
  return isObject(value) && isListOf(value['results'], isObject) && typeof value['complete'] === 'boolean'
}

/** Whether an answer is what a source can do. */
export function isSource(value: unknown): value is Source {
  return isObject(value) && typeof value['source'] === 'string'
}

/** Whether an answer is what several sources can do. */
export function isSourceList(value: unknown): value is { data: Source[] } {
  return isObject(value) && isListOf(value['data'], isSource)
}

/** Whether a line of an export is its last: an account has no member `end`. */
export function isEndLine(line: unknown): line is { readonly end: ExportEnd } {
  if (!isObject(line) || !isObject(line['end'])) return false
  const { complete, sources } = line['end']
  return typeof complete === 'boolean' && isListOf(sources, isReport)
}

function isReport(value: unknown): boolean {
  return isObject(value) && typeof value['source'] === 'string' && Array.isArray(value['warnings'])
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
