import type { Slug } from '../model/problem-catalogue.ts'

/** One upstream call. It contains no text from callers or upstreams, except ids with a safe alphabet. */
export interface UpstreamCall {
  readonly requestId: string
  readonly source: string
  /** HTTP status of the response; null if there was none. */
  readonly status: number | null
  /** Null for a success; `abandoned` if it was cancelled. */
  readonly slug: Slug | 'abandoned' | null
  /** 1 for the first call of a read, 2 and up for retries. */
  readonly attempt: number
  readonly durationMs: number
  readonly upstreamRequestId: string | null
  /** Error code of a failed connection, from Node or undici, such as `CERT_HAS_EXPIRED`. */
  readonly errorCode?: string
}

/** Receives the events between the service and its upstreams. */
export interface CallObserver {
  /** An upstream call ended. */
  onCall(call: UpstreamCall): void
  /** A call was refused before it was made. */
  onRefusal(source: string, slug: 'circuit-open' | 'overloaded'): void
  /** A read was answered by its own upstream call, by another caller's call, or from the cache (fresh or stale). */
  onRead(source: string, from: 'upstream' | 'shared' | 'cache' | 'stale'): void
}

/** The trace of an incoming request. */
export interface RequestTrace {
  /** Starts an upstream call. Its `traceparent` (W3C Trace Context) is sent with the call. */
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

/** Logs each upstream call, and forwards all events to `metrics`. */
export function observeCalls(logger: CallLogger, metrics: CallObserver): CallObserver {
  return {
    onCall(call) {
      logger[isExpected(call) ? 'info' : 'warn'](call, 'upstream call')
      metrics.onCall(call)
    },
    // The log line of the request reports this.
    onRefusal: (source, slug) => metrics.onRefusal(source, slug),
    onRead: (source, from) => metrics.onRead(source, from)
  }
}

function isExpected({ slug }: UpstreamCall): boolean {
  return slug === null || slug === 'account-not-found' || slug === 'abandoned'
}
