import { ProblemError, type AccountsPage } from '@rollcall/client'
import { nameFailure } from './failure.ts'
import { number, say } from './language.ts'

/** What became of the last request. */
export type Outcome =
  | { readonly kind: 'loading' }
  | { readonly kind: 'page'; readonly page: AccountsPage }
  /** `readyAt`: when it makes sense to ask again, in milliseconds since 1970. */
  | { readonly kind: 'failure'; readonly error: unknown; readonly readyAt: number }
  | { readonly kind: 'no source' }

/** The outcome as people who see and people who hear it are told; `place` is the page's number, from 1. */
export function statusOf(outcome: Outcome, place: number): string {
  switch (outcome.kind) {
    case 'loading':
      return say('loading')
    case 'no source':
      return say('noSource')
    case 'failure':
      return say('failed', { title: nameFailure(outcome.error) })
    default:
      return `${countOf(outcome.page, place)} ${completenessOf(outcome.page)}`
  }
}

/** What each source contributed; a problem may tell it too. */
export function reportsIn(outcome: Outcome): AccountsPage['sources'] {
  if (outcome.kind === 'page') return outcome.page.sources
  if (outcome.kind !== 'failure' || !(outcome.error instanceof ProblemError)) return []
  return outcome.error.problem.sources ?? []
}

function countOf({ data, page }: AccountsPage, place: number): string {
  if (data.length === 0) return say(page.nextCursor === null && place === 1 ? 'emptyEnd' : 'empty')
  const values = { count: number(data.length), page: number(place) }
  return page.total === null ? say('countedOnly', values) : say('counted', { ...values, total: number(page.total) })
}

function completenessOf({ complete, sources }: AccountsPage): string {
  if (complete) return say('complete')
  const lacking = sources
    .filter(({ status, warnings }) => status === 'failed' || status === 'skipped' || warnings.length > 0)
    .map(({ source, status }) => `${source} (${say(`status_${status}`)})`)
  return say('incomplete', { sources: lacking.join(', ') })
}
