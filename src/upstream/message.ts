import type { IncomingHttpHeaders } from 'node:http'

/** One upstream call, ready to send. Signed: neither body nor headers may be changed on the way. */
export interface UpstreamRequest {
  readonly method: 'GET' | 'POST'
  /** Path and query, as they stand in the request line. */
  readonly path: string
  /** Names and values in turn. */
  readonly headers: string[]
  readonly body: string | null
}

/** An upstream's whole answer: read to its end, decompressed, decoded as UTF-8, and not judged yet. */
export interface UpstreamAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** The first value of an answer's header, or null. */
export function headerOf(answer: UpstreamAnswer, name: string): string | null {
  const value = answer.headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? null
}
