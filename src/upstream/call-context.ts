import type { RequestTrace } from '../observability/call-events.ts'
import type { Deadline } from './deadline.ts'

/** The parts of an incoming request that upstream calls depend on. */
export interface CallContext {
  readonly requestId: string
  /** The language for upstream messages; null if the caller named none. */
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
  /** Reports a defect of ours, for the log. */
  onDefect(error: unknown): void
}

/** The caller's own upstream tokens, by source. A token goes to its own source only. */
export interface CallerTokens {
  /** Whether the caller sent one, usable or not. */
  has(source: string): boolean
  /** Null if the caller sent none. Throws a Failure for a token with invalid characters. */
  get(source: string): string | null
  /** All tokens as sent, to remove them from upstream messages. */
  texts(): string[]
}
