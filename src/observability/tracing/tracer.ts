import type { RequestTrace } from '../call-events.ts'
import type { RequestEnd } from '../request-events.ts'
import type { TraceParent } from './traceparent.ts'

/** The trace of an incoming request. */
export interface RequestSpan extends RequestTrace {
  end(end: RequestEnd): void
}

interface SpanStart {
  readonly method: string
  /** The route's pattern; null for an unknown path. */
  readonly route: string | null
  /** The caller's span; null if it sent none. */
  readonly parent: TraceParent | null
}

/** Starts a span for each request that is traced. */
export interface Tracer {
  /** Null if the request is not traced. */
  startRequest(start: SpanStart): RequestSpan | null
  /** Sends the remaining spans, within a second. */
  close(): Promise<void>
}
