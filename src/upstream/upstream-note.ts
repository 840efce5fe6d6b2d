import type { UpstreamNote } from '../model/problem-summary.ts'

const plainCode = /^[\w.-]{1,64}$/

/** An upstream's own words on its failure, as it sent them. `toSourceFailure` scrubs them before they are shown. */
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

/** Seconds of a `Retry-After` header (RFC 9110, 10.2.3: seconds or a date), at most a day; null when absent or unreadable. */
export function retryAfterSeconds(value: string | null, nowMs: number): number | null {
  if (value === null) return null
  const text = value.trim()
  // Without the name of a day `Date.parse` would also read `-5` or `1.5`.
  const date = /^[a-z]{3}/i.test(text) ? Date.parse(text) : NaN
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.ceil((date - nowMs) / 1000)
  return Number.isNaN(seconds) ? null : Math.min(Math.max(seconds, 0), 86_400)
}

function textOrNull(text: unknown): string | null {
  return typeof text === 'string' && text.trim() !== '' ? text : null
}
