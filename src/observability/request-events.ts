import type { RequestWatcher } from '../http/hooks/watch-requests.ts'

/**
 * One line a request, when its answer ends or its caller leaves (status 499). The route stands in it instead of the URL,
 * whose path and query a caller writes. There is no line when a request begins: everything known then is known at its end.
 */
export const requestLog: RequestWatcher = {
  end: (end, request) => request.log.info({ ...end, durationMs: Math.round(end.durationMs) }, 'request')
}
