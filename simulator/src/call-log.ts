import type { IncomingHttpHeaders } from 'node:http'
import type { SimulatedSource } from './operations.ts'

/** One upstream request as it was received, before any check or fault. */
export interface SimulatorCall {
  readonly source: SimulatedSource
  readonly headers: IncomingHttpHeaders
  /** Decoded as UTF-8; '' for iam. */
  readonly body: string
  /** Path with query. */
  readonly url: string
}

/** So many calls are kept, the last ones: a simulator may run for weeks. */
export const maxCalls = 10_000

/** Adds a call at the end and forgets the oldest beyond `maxCalls`. */
export function recordCall(calls: SimulatorCall[], call: SimulatorCall): void {
  calls.push(call)
  if (calls.length > maxCalls) calls.shift()
}
