import { ProblemError, type AccountsPage } from '@rollcall/client'
import { failureTitle } from './failure.ts'
import { formatNumber, textOf } from './language.ts'

/** The state of the last request. */
export type Outcome =
  | { readonly kind: 'loading' }
  | { readonly kind: 'page'; readonly page: AccountsPage }
  /** `retryAt`: the earliest useful retry, of `performance.now()`. */
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
      return [countText(outcome.page, pageNumber), searchText(outcome.page), completenessText(outcome.page)]
        .filter((text) => text !== '')
        .join(' ')
  }
}

/** The reports of the sources, from a page or from a problem. */
export function reportsOf(outcome: Outcome): AccountsPage['sources'] {
  if (outcome.kind === 'page') return outcome.page.sources
  if (outcome.kind !== 'failure' || !(outcome.error instanceof ProblemError)) return []
  return outcome.error.problem.sources ?? []
}

/** Accounts that a search has examined, of how many if every source says; null if nothing was read through. */
export function searchProgress({ sources }: AccountsPage): { examined: number; of: number | null } | null {
  const scans = sources.flatMap(({ scan }) => scan ?? [])
  if (scans.length === 0) return null
  const known = scans.flatMap(({ of }) => of ?? [])
  return {
    examined: scans.reduce((sum, { examined }) => sum + examined, 0),
    of: known.length < scans.length ? null : known.reduce((sum, of) => sum + of, 0)
  }
}

function searchText(page: AccountsPage): string {
  const progress = searchProgress(page)
  if (progress === null) return ''
  const examined = formatNumber(progress.examined)
  return progress.of === null
    ? textOf('searchedOnly', { examined })
    : textOf('searched', { examined, of: formatNumber(progress.of) })
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
