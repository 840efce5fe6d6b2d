import type { Account, AccountsPage, ExportEnd, LookupResults, Me, Problem, Source } from './answers.ts'
import { AnswerError } from './errors.ts'

/** The answer of an operation, and the check that recognises it. */
export interface Expected<Answer> {
  readonly name: string
  readonly matches: (value: unknown) => value is Answer
}

// Only the members that the client itself relies on are checked; checking all of them would need the whole schema at run time.
export const accountAnswer: Expected<Account> = { name: 'an account', matches: isAccount }
export const pageAnswer: Expected<AccountsPage> = { name: 'a page of accounts', matches: isPage }
export const lookupAnswer: Expected<LookupResults> = { name: 'results of a lookup', matches: isLookupResults }
export const meAnswer: Expected<Me> = { name: 'a caller', matches: isMe }
export const sourceAnswer: Expected<Source> = { name: 'a source', matches: isSource }
export const sourcesAnswer: Expected<{ data: Source[] }> = { name: 'a list of sources', matches: isSourceList }

/** Returns the answer if it is one of this operation. Throws an AnswerError otherwise. */
export function checkAnswer<Answer>(answer: unknown, { name, matches }: Expected<Answer>): Answer {
  if (matches(answer)) return answer
  throw new AnswerError(`the answer is not ${name}`, 200)
}

/** Whether a value is a problem of Rollcall, and not an error of a proxy in between. */
export function isProblem(value: unknown): value is Problem {
  return (
    isObject(value) &&
    typeof value['slug'] === 'string' &&
    typeof value['status'] === 'number' &&
    typeof value['retryable'] === 'boolean' &&
    (value['sources'] === undefined || isListOf(value['sources'], isReport))
  )
}

/** Whether a value is an account. */
export function isAccount(value: unknown): value is Account {
  return isObject(value) && typeof value['id'] === 'string'
}

/** Whether a line of an export is its last one. An account has no member `end`. */
export function isEndLine(line: unknown): line is { readonly end: ExportEnd } {
  if (!isObject(line) || !isObject(line['end'])) return false
  const { complete, sources } = line['end']
  return typeof complete === 'boolean' && isListOf(sources, isReport)
}

function isPage(value: unknown): value is AccountsPage {
  return (
    isObject(value) &&
    isListOf(value['data'], isAccount) &&
    isListOf(value['sources'], isReport) &&
    typeof value['complete'] === 'boolean' &&
    isObject(value['page']) &&
    (value['page']['nextCursor'] === null || typeof value['page']['nextCursor'] === 'string')
  )
}

function isReport(value: unknown): boolean {
  return isObject(value) && typeof value['source'] === 'string' && Array.isArray(value['warnings'])
}

function isLookupResults(value: unknown): value is LookupResults {
  return isObject(value) && isListOf(value['results'], isObject) && typeof value['complete'] === 'boolean'
}

function isMe(value: unknown): value is Me {
  return isObject(value) && Array.isArray(value['sources']) && Array.isArray(value['rights'])
}

function isSource(value: unknown): value is Source {
  return isObject(value) && typeof value['source'] === 'string'
}

function isSourceList(value: unknown): value is { data: Source[] } {
  return isObject(value) && isListOf(value['data'], isSource)
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
