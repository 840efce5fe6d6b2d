/** Timeouts and size limits of connections. */
export interface HttpLimits {
  /** From the first byte, or the end of the previous request, until the header fields are complete. */
  readonly headersTimeoutMs: number
  /** Until the request is complete. */
  readonly requestTimeoutMs: number
  /** How often these two are checked. */
  readonly checkIntervalMs: number
  /** Max idle time of a connection. */
  readonly keepAliveTimeoutMs: number
  /** Max time without traffic on a connection, for example if an answer is not read. */
  readonly stallTimeoutMs: number
  /** Request line and header fields together. */
  readonly maxHeaderBytes: number
  readonly maxBodyBytes: number
}

export const httpLimits: HttpLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  // Node's default of 30 s would allow twice the timeout.
  checkIntervalMs: 1000,
  // Longer than the usual 60 s of load balancers: they must close first, or a request meets a closed connection.
  keepAliveTimeoutMs: 72_000,
  // An export runs at the reader's pace. A client that reads nothing for this long has gone.
  stallTimeoutMs: 300_000,
  maxHeaderBytes: 16_384,
  // Enough for 50 lookup keys of max length.
  maxBodyBytes: 131_072
}
