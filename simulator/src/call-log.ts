import type { IncomingHttpHeaders } from 'node:http'

/** One upstream request as received, before any check or fault. */
export interface SimulatorCall {
  readonly source: string
  readonly headers: IncomingHttpHeaders
  /** Decoded as UTF-8. */
  readonly body: string
  /** Path with query. */
  readonly url: string
}

/** Max calls to keep: a simulator may run for weeks. */
export const maxCalls = 10_000

/** Adds a call at the end and drops the oldest beyond `maxCalls`. */
export function recordCall(calls: SimulatorCall[], call: SimulatorCall): void {
  calls.push(call)
  if (calls.length > maxCalls) calls.shift()
}
