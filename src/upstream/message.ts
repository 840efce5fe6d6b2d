/** An upstream call, ready to send. It is signed, so its body and headers must not be changed. */
export interface UpstreamRequest {
  readonly method: 'GET' | 'POST'
  /** Path and query, as in the request line. */
  readonly path: string
  /** Names and values, alternating. */
  readonly headers: string[]
  readonly body: string | null
}

/** A complete upstream response, decompressed and decoded but not yet interpreted. */
export interface UpstreamAnswer {
  readonly status: number
  /** By lower-case name. A list if a field was sent more than once. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** The first value of an answer's header, or null. */
export function headerOf(answer: UpstreamAnswer, name: string | null): string | null {
  if (name === null) return null
  const value = answer.headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? null
}
