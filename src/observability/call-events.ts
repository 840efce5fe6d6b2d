import type { Slug } from '../model/problem-catalogue.ts'

/** One upstream call. Holds nothing that a caller or an upstream wrote, except ids of a safe alphabet. */
export interface UpstreamCall {
  readonly requestId: string
  readonly source: string
  /** HTTP status of the response; null when none came. */
  readonly status: number | null
  /** Null for a success; `abandoned` when it was cancelled. */
  readonly slug: Slug | 'abandoned' | null
  /** 1 for the first call of a read, 2 and up for retries. */
  readonly attempt: number
  readonly durationMs: number
  readonly upstreamRequestId: string | null
  /** What a connection failed with, as Node and undici name it, such as `CERT_HAS_EXPIRED`. */
  readonly errorCode?: string
}

/** Receives what happens between the service and its upstreams. */
export interface CallObserver {
  /** An upstream call ended. */
  onCall(call: UpstreamCall): void
  /** A call was refused before it was made. */
  onRefusal(source: string, slug: 'circuit-open' | 'overloaded'): void
  /** A read was answered by its own upstream call, by another caller's, or by a cached response, fresh or stale. */
  onRead(source: string, from: 'upstream' | 'shared' | 'cache' | 'stale'): void
}

/** The trace that one request of ours belongs to. */
export interface RequestTrace {
  /** An upstream call starts: `traceparent` (W3C Trace Context) is sent with it. */
  startCall(source: string, attempt: number): CallTrace
}

export interface CallTrace {
  readonly traceparent: string
  end(call: UpstreamCall): void
}

interface CallLogger {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

/** Logs each upstream call and hands everything on to `metrics`. */
export function observeCalls(logger: CallLogger, metrics: CallObserver): CallObserver {
  return {
    onCall(call) {
      logger[isExpected(call) ? 'info' : 'warn'](call, 'upstream call')
      metrics.onCall(call)
    },
    // The log line of the request says so.
    onRefusal: (source, slug) => metrics.onRefusal(source, slug),
    onRead: (source, from) => metrics.onRead(source, from)
  }
}

function isExpected({ slug }: UpstreamCall): boolean {
  return slug === null || slug === 'account-not-found' || slug === 'abandoned'
}
