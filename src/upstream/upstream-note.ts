import type { UpstreamNote } from '../model/problem-summary.ts'
import { headerOf, type UpstreamAnswer } from './message.ts'

const plainCode = /^[\w.-]{1,64}$/

/** An upstream's own message about a failure. `toSourceFailure` scrubs it before callers see it. */
export function upstreamNote(said: {
  httpStatus: number
  code: string | null
  message: unknown
  localizedMessage: unknown
  requestId: string | null
}): UpstreamNote {
  return {
    httpStatus: said.httpStatus,
    code: said.code !== null && plainCode.test(said.code) ? said.code : null,
    message: textOrNull(said.message),
    localizedMessage: textOrNull(said.localizedMessage),
    requestId: said.requestId !== null && plainCode.test(said.requestId) ? said.requestId : null
  }
}

/**
 * Seconds of a `Retry-After` (RFC 9110, 10.2.3: seconds or a date), max a day; null if absent or unreadable. A date is compared
 * with the `Date` of the same response, so that clock differences do not matter.
 */
export function retryAfterSeconds(answer: UpstreamAnswer): number | null {
  const text = headerOf(answer, 'retry-after')?.trim()
  if (text === undefined) return null
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.ceil((momentOf(text) - sentAt(answer)) / 1000)
  return Number.isNaN(seconds) ? null : Math.min(Math.max(seconds, 0), 86_400)
}

function sentAt(answer: UpstreamAnswer): number {
  const moment = momentOf(headerOf(answer, 'date') ?? '')
  // oxlint-disable-next-line eslint/no-restricted-properties -- Without `Date` there is only our own idea of the time.
  return Number.isNaN(moment) ? Date.now() : moment
}

/** `Date.parse` also reads `-5` or `1.5`, so the name of a day is required. */
function momentOf(text: string): number {
  return /^[a-z]{3}/i.test(text) ? Date.parse(text) : NaN
}

function textOrNull(text: unknown): string | null {
  return typeof text === 'string' && text.trim() !== '' ? text : null
}
