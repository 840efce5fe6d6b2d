/** How long a connection may take, and how much it may send. */
export interface HttpLimits {
  /** From its first byte, or the end of the request before, until the header fields of a request are there. */
  readonly headersTimeoutMs: number
  /** Until the whole request is there. */
  readonly requestTimeoutMs: number
  /** How often connections are looked at for these two. */
  readonly checkIntervalMs: number
  /** How long a connection may stay open without a request. */
  readonly keepAliveTimeoutMs: number
  /** How long nothing may come or go on a connection, as where an answer is not read. */
  readonly stallTimeoutMs: number
  /** Request line and header fields together. */
  readonly maxHeaderBytes: number
  readonly maxBodyBytes: number
}

export const httpLimits: HttpLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  // Node looks every 30 s by itself: a request could take twice its time.
  checkIntervalMs: 1000,
  // Longer than the 60 s of the usual load balancers: who closes first must be they, or a request meets a closed connection.
  keepAliveTimeoutMs: 72_000,
  // An export goes at its reader's pace; one who reads nothing for so long is gone.
  stallTimeoutMs: 300_000,
  maxHeaderBytes: 16_384,
  // Room for 50 lookup keys of the longest kind.
  maxBodyBytes: 131_072
}
