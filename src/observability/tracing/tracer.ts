import type { RequestTrace } from '../call-events.ts'
import type { RequestEnd } from '../request-events.ts'
import type { TraceParent } from './traceparent.ts'

/** One request of ours in its trace. */
export interface RequestSpan extends RequestTrace {
  end(end: RequestEnd): void
}

/** What a span is started from. */
interface SpanStart {
  readonly method: string
  /** The route's pattern; null where the path has none. */
  readonly route: string | null
  /** The caller's span; null when it sent none. */
  readonly parent: TraceParent | null
}

/** Starts a span for each request that is traced. */
export interface Tracer {
  /** Null when the request is not traced. */
  startRequest(start: SpanStart): RequestSpan | null
  /** Sends the spans that were not sent yet, within a second. */
  close(): Promise<void>
}
