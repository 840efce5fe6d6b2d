/** Headers of a browser's tracer (W3C Trace Context, Baggage). Only the first is read. */
export const traceHeaders = ['traceparent', 'tracestate', 'baggage'] as const

/** Trace id, id of the calling span and flags, in hexadecimal. */
export interface TraceParent {
  readonly traceId: string
  readonly spanId: string
  readonly flags: number
}

/** W3C Trace Context, 3.2: version 00. All-zero ids are invalid. */
const pattern = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/

/** The header `traceparent` → its parts; null if it is absent or invalid, as the recommendation requires. */
export function readTraceParent(header: string | string[] | undefined): TraceParent | null {
  if (typeof header !== 'string') return null
  const [, traceId, spanId, flags] = pattern.exec(header) ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return null
  return { traceId, spanId, flags: Number.parseInt(flags, 16) }
}

/** Parts → the header. */
export function writeTraceParent({ traceId, spanId, flags }: TraceParent): string {
  return `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`
}
