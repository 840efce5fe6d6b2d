import type { ProblemSummary, SourceReport } from '@rollcall/client'
import { find, inEnglish, make } from './dom.ts'
import { number, say, sayWarning, slugIn, titleOf } from './language.ts'

const section = find('reports', HTMLElement)
const list = find('report-list', HTMLElement)

/** Shows what each source contributed: how much, how fast, and what is wrong with it. A next page brings what failed sources hold. */
export function showReports(reports: readonly SourceReport[], hasNext: boolean): void {
  section.hidden = reports.length === 0
  const slowest = Math.max(1, ...reports.map(({ durationMs }) => durationMs))
  list.replaceChildren(...reports.map((report) => item(report, slowest, hasNext)))
}

/** A problem's title, which leads to its page, and what happened this time. */
export function problemLine(problem: ProblemSummary): HTMLElement {
  const slug = slugIn(problem.type)
  const upstream = problem.upstream?.localizedMessage ?? problem.upstream?.message ?? null
  const code = problem.upstream?.code ?? null
  return make(
    'p',
    { class: 'problem' },
    make('a', { href: `problems/${encodeURIComponent(slug)}` }, titleOf(problem)),
    ' ',
    inEnglish(problem.detail),
    upstream === null ? null : ` ${say('upstreamSaid')}: ${code === null ? '' : `${code} `}${upstream}`
  )
}

function item(report: SourceReport, slowest: number, hasNext: boolean): HTMLElement {
  const { source, status, returned, total, durationMs, stale, ageMs, warnings, problem } = report
  const bar = make('span', { class: 'time', 'aria-hidden': 'true' }, make('span'))
  const filled = bar.firstElementChild
  if (filled instanceof HTMLElement) filled.style.width = `${Math.round((durationMs / slowest) * 100)}%`
  const asked = status === 'ok' || status === 'failed'
  return make(
    'li',
    { class: status, 'data-source': source },
    make(
      'p',
      { class: 'line' },
      make('b', {}, source),
      make('span', { class: `state ${status}` }, say(`status_${status}`)),
      make(
        'span',
        { class: 'count' },
        total === null
          ? say('returnedOnly', { count: number(returned) })
          : say('returned', { count: number(returned), total: number(total) })
      ),
      bar,
      make('span', { class: 'ms' }, asked ? say('ms', { ms: number(durationMs) }) : say('notAsked'))
    ),
    stale ? make('p', { class: 'problem' }, say('stale', { seconds: number(Math.round(ageMs / 1000)) })) : null,
    problem === null ? null : problemLine(problem),
    problem === null ? null : make('p', { class: 'hint' }, hintOf(problem, hasNext && status === 'failed')),
    ...warnings.map((warning) =>
      make(
        'p',
        { class: 'problem' },
        sayWarning(warning),
        warning.row === undefined ? null : ` (${say('rowLost', { row: warning.row })})`
      )
    )
  )
}

function hintOf({ retryable }: ProblemSummary, comesLater: boolean): string {
  const retry = say(retryable ? 'retryLater' : 'retryNever')
  return comesLater && retryable ? `${retry} ${say('comesLater')}` : retry
}
