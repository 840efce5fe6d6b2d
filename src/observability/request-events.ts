/** The end of a request. It contains no text from callers, except an id with a safe alphabet. */
export interface RequestEnd {
  readonly requestId: string
  /** Null if the HTTP parser refused it. */
  readonly method: string | null
  /** The route's pattern; null for an unknown path. */
  readonly route: string | null
  /** 499 if the caller disconnected before its answer ended. */
  readonly status: number
  /** The problem of the answer, or of its abort; null for a success. */
  readonly slug: string | null
  readonly durationMs: number
}

/** Receives the events between callers and the service. */
export interface RequestObserver {
  /** A request was received. */
  onStart(): void
  /** Its answer ended, or its caller disconnected. */
  onEnd(end: RequestEnd): void
  /** A request was refused below Fastify. */
  onRefusal(end: RequestEnd): void
}

/** Callers can invent methods, and as a label each would be a new time series. */
export const commonMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/**
 * Logs one line at the end of each request, and forwards all events to `metrics`. The log has the route instead of the URL, whose
 * path and query come from the caller.
 */
export function observeRequests(
  logger: { info(fields: object, message: string): void },
  metrics: RequestObserver
): RequestObserver {
  const log = (end: RequestEnd): void => logger.info({ ...end, durationMs: Math.round(end.durationMs) }, 'request')
  return {
    onStart: () => metrics.onStart(),
    onEnd(end) {
      log(end)
      metrics.onEnd(end)
    },
    onRefusal(end) {
      log(end)
      metrics.onRefusal(end)
    }
  }
}
