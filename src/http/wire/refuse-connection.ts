import { STATUS_CODES } from '../../node-http.ts'
import type { Duplex } from 'node:stream'
import type { RequestObserver } from '../../observability/request-events.ts'
import type { Failure } from '../../problems/failure.ts'
import { problemHeaders, problemMediaType, toProblem, type ProblemRequest } from '../../problems/to-problem.ts'
import { dataHeaders } from './security-headers.ts'

/** The known parts of a refused request. */
export type RefusedRequest = Pick<ProblemRequest, 'path' | 'requestId'>

export interface RefusalContext extends Pick<ProblemRequest, 'publicPath'> {
  readonly observer: RequestObserver
}

/** Answers with a problem below Fastify, where there is a socket but no request, and closes the connection. */
export function refuseConnection(
  socket: Duplex,
  failure: Failure,
  { path, requestId, observer, publicPath }: RefusedRequest & RefusalContext
): void {
  const { status, slug } = failure
  observer.onRefusal({ requestId, method: null, route: null, status, slug, durationMs: 0 })
  socket.end(responseOf(failure, { path, requestId, publicPath }))
  // Unread bytes would keep the connection open.
  socket.resume()
  const timer = setTimeout(() => socket.destroy(), lingerMs)
  socket.once('close', () => clearTimeout(timer))
}

/** Time for the client to close its half of the connection. */
const lingerMs = 1000

/** The bytes of an HTTP/1.1 response. */
function responseOf(failure: Failure, request: ProblemRequest): string {
  const body = JSON.stringify(toProblem(failure, request))
  const headers = {
    ...dataHeaders,
    'content-type': problemMediaType,
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    'x-request-id': request.requestId,
    ...problemHeaders(failure),
    connection: 'close'
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status]}`, ...lines, '', body].join('\r\n')
}
