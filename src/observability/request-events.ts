/** How a request ended. Holds nothing that a caller wrote, except an id of a safe alphabet. */
export interface RequestEnd {
  readonly requestId: string
  /** Null when the HTTP parser refused it. */
  readonly method: string | null
  /** The route's pattern; null where the path has none. */
  readonly route: string | null
  /** 499 when the caller disconnected before its answer ended. */
  readonly status: number
  /** The problem it was answered with, or broke off with; null for a success. */
  readonly slug: string | null
  readonly durationMs: number
}

/** Receives what happens between the callers and the service. */
export interface RequestObserver {
  /** A request was received. */
  onStart(): void
  /** Its answer ended, or its caller disconnected. */
  onEnd(end: RequestEnd): void
  /** Something that never became a request was refused. */
  onRefusal(end: RequestEnd): void
}

/** Other methods are inventions of callers as likely as not: as a label each would be a time series of its own. */
export const commonMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/**
 * Logs one line for each request, at its end, and hands everything on to `metrics`. The route is logged instead of the URL,
 * whose path and query a caller writes.
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
