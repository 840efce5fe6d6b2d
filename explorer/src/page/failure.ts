import { AnswerError, ConnectionError, ProblemError } from '@rollcall/client'
import { find, inEnglish, make } from './dom.ts'
import { formatNumber, textOf, problemTitle } from './language.ts'
import { problemLine } from './reports.ts'

const container = find('failure', HTMLElement)
let countdown: ReturnType<typeof setInterval> | undefined

/** Removes the failure from the page. */
export function clearFailure(): void {
  clearInterval(countdown)
  container.replaceChildren()
}

/** The title of a failure. */
export function failureTitle(error: unknown): string {
  if (error instanceof ProblemError) return problemTitle(error.problem)
  if (error instanceof ConnectionError) return textOf('unreachable')
  return textOf('foreign')
}

/** Shows why a request failed. If a retry may succeed there is a button for it, enabled from `retryAt` (of `performance.now()`). */
export function showFailure(error: unknown, retryAt: number, retry: () => void): void {
  clearFailure()
  const button = make('button', { type: 'button', click: retry }, textOf('again'))
  const hint = make('span', { class: 'hint' })
  const update = () => {
    const seconds = Math.ceil((retryAt - performance.now()) / 1000)
    button.disabled = seconds > 0
    hint.textContent = seconds > 0 ? textOf('retryIn', { seconds: formatNumber(seconds) }) : failureHint(error)
    if (seconds <= 0) clearInterval(countdown)
  }
  container.append(
    make(
      'div',
      { class: 'failure' },
      ...describe(error),
      make('p', { class: 'line' }, isRetryable(error) ? button : null, hint)
    )
  )
  update()
  if (button.disabled) countdown = setInterval(update, 250)
}

function isRetryable(error: unknown): boolean {
  return !(error instanceof ProblemError) || error.retryable
}

function describe(error: unknown): (HTMLElement | null)[] {
  if (!(error instanceof ProblemError)) {
    const detail = error instanceof AnswerError || error instanceof ConnectionError ? error.message : String(error)
    return [make('p', {}, make('b', {}, failureTitle(error)), ' ', inEnglish(detail))]
  }
  const { problem, requestId } = error
  const errors = problem.errors ?? []
  return [
    problemLine(problem),
    errors.length === 0
      ? null
      : make(
          'ul',
          {},
          ...errors.map(({ in: where, name, message }) => make('li', { lang: 'en' }, `${where} ${name} ${message}`))
        ),
    make('p', { class: 'note' }, `${textOf('requestId')}: `, make('code', {}, requestId))
  ]
}

function failureHint(error: unknown): string {
  if (error instanceof ProblemError) {
    if (error.status === 401) return textOf('needsCredentials')
    return textOf(error.retryable ? 'retryLater' : 'retryNever')
  }
  return textOf('retryLater')
}
