import type { ProblemSummary, SourceReport } from '@rollcall/client'
import { find, inEnglish, make } from './dom.ts'
import { formatNumber, textOf, warningText, slugOf, problemMeaning, problemTitle } from './language.ts'

const section = find('reports', HTMLElement)
const list = find('report-list', HTMLElement)

/** Shows the report of each source. If there is a next page, accounts of failed sources arrive there. */
export function showReports(reports: readonly SourceReport[], hasNext: boolean): void {
  section.hidden = reports.length === 0
  list.replaceChildren(...reports.map((report) => item(report, hasNext)))
}

/** A problem's title, linked to its page, with its detail and the upstream's message. */
export function problemLine(problem: ProblemSummary): HTMLElement {
  const slug = slugOf(problem.type)
  const upstream = problem.upstream?.localizedMessage ?? problem.upstream?.message ?? null
  const code = problem.upstream?.code ?? null
  return make(
    'p',
    { class: 'problem' },
    make('a', { href: `problems/${encodeURIComponent(slug)}` }, problemTitle(problem)),
    ` ${problemMeaning(problem) ?? ''} `,
    inEnglish(problem.detail),
    upstream === null ? null : ` ${textOf('upstreamSaid')}: ${code === null ? '' : `${code} `}${upstream}`
  )
}

function item(report: SourceReport, hasNext: boolean): HTMLElement {
  const { source, status, returned, total, durationMs, stale, ageMs, warnings, problem } = report
  const wasQueried = status === 'ok' || status === 'failed'
  return make(
    'li',
    { class: status, 'data-source': source },
    make(
      'p',
      { class: 'line' },
      make('b', {}, source),
      make('span', { class: `state ${status}` }, textOf(`status_${status}`)),
      make(
        'span',
        { class: 'count' },
        total === null
          ? textOf('returnedOnly', { count: formatNumber(returned) })
          : textOf('returned', { count: formatNumber(returned), total: formatNumber(total) })
      ),
      make('span', { class: 'ms' }, wasQueried ? textOf('ms', { ms: formatNumber(durationMs) }) : textOf('notAsked'))
    ),
    stale
      ? make('p', { class: 'problem' }, textOf('stale', { seconds: formatNumber(Math.round(ageMs / 1000)) }))
      : null,
    problem === null ? null : problemLine(problem),
    problem === null ? null : make('p', { class: 'hint' }, retryHint(problem, hasNext && status === 'failed')),
    ...warnings.map((warning) =>
      make(
        'p',
        { class: 'problem' },
        warningText(warning),
        warning.row === undefined ? null : ` (${textOf('rowLost', { row: warning.row })})`
      )
    )
  )
}

function retryHint({ retryable }: ProblemSummary, arrivesLater: boolean): string {
  const retry = textOf(retryable ? 'retryLater' : 'retryNever')
  return arrivesLater && retryable ? `${retry} ${textOf('comesLater')}` : retry
}
