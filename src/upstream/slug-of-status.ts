import type { Slug } from '../model/problem-catalogue.ts'

/**
 * The meaning of a status in every protocol; null if the protocol decides. 408, 421 and 425 ask the client to repeat the request
 * (RFC 9110, 15.5.9 and 15.5.20; RFC 8470, 5.2).
 */
export function slugOfStatus(status: number): Slug | null {
  switch (status) {
    case 408:
    case 504:
      return 'upstream-timeout'
    case 421:
    case 425:
    case 503:
      return 'upstream-unavailable'
    case 429:
      return 'upstream-rate-limited'
    default:
      return status >= 500 ? 'upstream-error' : null
  }
}

/** Whether the request may only be repeated on another connection. */
export function needsOtherConnection(status: number): boolean {
  return status === 408 || status === 421
}
