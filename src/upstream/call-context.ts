import type { RequestTrace } from '../observability/call-events.ts'
import type { Deadline } from './deadline.ts'

/** One request of ours, as far as upstream calls depend on it. */
export interface CallContext {
  readonly requestId: string
  /** Sent upstream as the wanted language; null when the caller named none. */
  readonly language: string | null
  readonly callerTokens: CallerTokens
  /** Null when the request is not traced. */
  readonly trace: RequestTrace | null
  /** Ends this deadline when the caller disconnects. */
  endOnDisconnect(deadline: Deadline): void
  /** Reports how long a source took, in milliseconds. */
  onSource(source: string, durationMs: number): void
  /** Reports the age of a cached response that was used, in milliseconds. */
  onAge(ageMs: number): void
  /** Reports an error that is a defect of ours, for the log. */
  onDefect(error: unknown): void
}

/** The caller's own upstream tokens, by source. A token goes to its own source only. */
export interface CallerTokens {
  /** Whether the caller sent one, usable or not. */
  has(source: string): boolean
  /** Null when the caller sent none. Throws a Failure for one that cannot be sent on. */
  get(source: string): string | null
  /** All of them as they were sent, to hide them in what an upstream says. */
  texts(): string[]
}
