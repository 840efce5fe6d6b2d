import type { Slug } from '../model/problem-catalogue.ts'

/** One upstream call. Holds nothing that a caller or an upstream wrote, but ids of a safe alphabet. */
export interface UpstreamCall {
  readonly requestId: string
  readonly source: string
  /** HTTP status of the answer, null when none came. */
  readonly status: number | null
  /** Null for a success; `abandoned` when nobody waited for it any more. */
  readonly slug: Slug | 'abandoned' | null
  /** 1 for the first of a read, 2 and up for what was sent again. */
  readonly attempt: number
  readonly durationMs: number
  readonly upstreamRequestId: string | null
}

/** Told what goes on between the service and its upstreams. */
export interface SourceObserver {
  /** An upstream call ended. */
  onCall(call: UpstreamCall): void
  /** A call was refused before it was made. */
  onRefusal(source: string, slug: 'circuit-open' | 'overloaded'): void
  /** A read was answered: by its own upstream call, by another's that asked the same, or by a kept answer, fresh or stale. */
  onRead(source: string, from: 'upstream' | 'shared' | 'cache' | 'stale'): void
}

/** The trace that one request of ours belongs to. */
export interface RequestTrace {
  /** An upstream call begins: `traceparent` (W3C Trace Context) goes along with it. */
  startCall(source: string, attempt: number): CallTrace
}

export interface CallTrace {
  readonly traceparent: string
  end(call: UpstreamCall): void
}
