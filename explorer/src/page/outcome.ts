import { ProblemError, type AccountsPage } from '@rollcall/client'
import { failureTitle } from './failure.ts'
import { formatNumber, textOf } from './language.ts'

/** The state of the last request. */
export type Outcome =
  | { readonly kind: 'loading' }
  | { readonly kind: 'page'; readonly page: AccountsPage }
  /** `retryAt`: the earliest useful retry, in milliseconds since 1970. */
  | { readonly kind: 'failure'; readonly error: unknown; readonly retryAt: number }
  | { readonly kind: 'no source' }

/** The outcome in words, also for screen readers. `pageNumber` counts from 1. */
export function statusText(outcome: Outcome, pageNumber: number): string {
  switch (outcome.kind) {
    case 'loading':
      return textOf('loading')
    case 'no source':
      return textOf('noSource')
    case 'failure':
      return textOf('failed', { title: failureTitle(outcome.error) })
    default:
      return `${countText(outcome.page, pageNumber)} ${completenessText(outcome.page)}`
  }
}

/** The reports of the sources, from a page or from a problem. */
export function reportsOf(outcome: Outcome): AccountsPage['sources'] {
  if (outcome.kind === 'page') return outcome.page.sources
  if (outcome.kind !== 'failure' || !(outcome.error instanceof ProblemError)) return []
  return outcome.error.problem.sources ?? []
}

function countText({ data, page }: AccountsPage, pageNumber: number): string {
  if (data.length === 0) return textOf(page.nextCursor === null && pageNumber === 1 ? 'emptyEnd' : 'empty')
  const values = { count: formatNumber(data.length), page: formatNumber(pageNumber) }
  return page.total === null
    ? textOf('countedOnly', values)
    : textOf('counted', { ...values, total: formatNumber(page.total) })
}

function completenessText({ complete, sources }: AccountsPage): string {
  if (complete) return textOf('complete')
  const incomplete = sources
    .filter(({ status, warnings }) => status === 'failed' || status === 'skipped' || warnings.length > 0)
    .map(({ source, status }) => `${source} (${textOf(`status_${status}`)})`)
  return textOf('incomplete', { sources: incomplete.join(', ') })
}
