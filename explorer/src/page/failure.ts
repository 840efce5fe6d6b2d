import { AnswerError, ConnectionError, ProblemError } from '@rollcall/client'
import { find, inEnglish, make } from './dom.ts'
import { number, say, titleOf } from './language.ts'
import { problemLine } from './reports.ts'

const place = find('failure', HTMLElement)
let counting: ReturnType<typeof setInterval> | undefined

/** Takes away what is shown of a failure. */
export function clearFailure(): void {
  clearInterval(counting)
  place.replaceChildren()
}

/** A failure in a few words. */
export function nameFailure(error: unknown): string {
  if (error instanceof ProblemError) return titleOf(error.problem)
  if (error instanceof ConnectionError) return say('unreachable')
  return say('foreign')
}

/** Shows why there is no answer, and lets one ask again, no sooner than `readyAt` (milliseconds since 1970). */
export function showFailure(error: unknown, readyAt: number, again: () => void): void {
  clearFailure()
  const button = make('button', { type: 'button', click: again }, say('again'))
  const hint = make('span', { class: 'hint' })
  const count = () => {
    const seconds = Math.ceil((readyAt - Date.now()) / 1000)
    button.disabled = seconds > 0
    hint.textContent = seconds > 0 ? say('retryIn', { seconds: number(seconds) }) : hintFor(error)
    if (seconds <= 0) clearInterval(counting)
  }
  place.append(
    make(
      'div',
      { class: 'failure' },
      ...describe(error),
      make('p', { class: 'line' }, mayAsk(error) ? button : null, hint)
    )
  )
  count()
  if (button.disabled) counting = setInterval(count, 250)
}

/** Where asking again as it is cannot help, there is no button for it. */
function mayAsk(error: unknown): boolean {
  return !(error instanceof ProblemError) || error.retryable
}

function describe(error: unknown): (HTMLElement | null)[] {
  if (!(error instanceof ProblemError)) {
    const detail = error instanceof AnswerError || error instanceof ConnectionError ? error.message : String(error)
    return [make('p', {}, make('b', {}, nameFailure(error)), ' ', inEnglish(detail))]
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
    make('p', { class: 'note' }, `${say('requestId')}: `, make('code', {}, requestId))
  ]
}

function hintFor(error: unknown): string {
  if (error instanceof ProblemError) {
    if (error.status === 401) return say('needsCredentials')
    return say(error.retryable ? 'retryLater' : 'retryNever')
  }
  return say('retryLater')
}
