/** One upstream call, ready to send. Signed: neither body nor headers may be changed on the way. */
export interface UpstreamRequest {
  readonly method: 'GET' | 'POST'
  /** Path and query, as in the request line. */
  readonly path: string
  /** Names and values in turn. */
  readonly headers: string[]
  readonly body: string | null
}

/** An upstream's whole answer: read to its end, decompressed, decoded, and not judged yet. */
export interface UpstreamAnswer {
  readonly status: number
  /** By name in lower case; a list where a field was sent more than once. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** The first value of an answer's header, or null. */
export function headerOf(answer: UpstreamAnswer, name: string | null): string | null {
  if (name === null) return null
  const value = answer.headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? null
}
