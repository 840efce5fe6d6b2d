import type { UpstreamNote } from '../problems/failure.ts'
import { scrub } from '../problems/scrub.ts'

const plainCode = /^[\w.-]{1,64}$/

/** An upstream's own words on its failure → what a problem may show of them. */
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
    message: showable(said.message),
    localizedMessage: showable(said.localizedMessage),
    requestId: said.requestId !== null && plainCode.test(said.requestId) ? said.requestId : null
  }
}

/** Seconds of a `Retry-After` header (RFC 9110, 10.2.3: seconds or a date), at most a day; null when absent or unreadable. */
export function retryAfterSeconds(value: string | null, nowMs: number): number | null {
  if (value === null) return null
  const seconds = /^\d+$/.test(value.trim()) ? Number(value) : Math.ceil((Date.parse(value) - nowMs) / 1000)
  return Number.isNaN(seconds) ? null : Math.min(Math.max(seconds, 0), 86_400)
}

function showable(text: unknown): string | null {
  return typeof text === 'string' && text.trim() !== '' ? scrub(text) : null
}
