import type { CallerConnection } from './deadline.ts'
import type { RequestTrace } from './observer.ts'

/** Who asks, for whom, and where to tell of it. One for each request of ours. */
export interface RequestContext {
  readonly requestId: string
  readonly language: string | null
  /** The caller's own upstream tokens, by source. A token goes to its own source only. */
  readonly callerTokens: ReadonlyMap<string, string>
  readonly caller: CallerConnection
  /** Null where nobody traces. */
  readonly trace: RequestTrace | null
  /** Told how long each source took, in milliseconds. */
  readonly onSource: (source: string, durationMs: number) => void
  /** Told the age of a kept answer that was used, in milliseconds. */
  readonly onAge: (ageMs: number) => void
  /** Told of an error that is a defect of ours, for the log. */
  readonly onDefect: (error: unknown) => void
}
