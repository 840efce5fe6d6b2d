import type { SourceObserver, UpstreamCall } from '../upstream/observer.ts'

/** What is needed of a logger. */
interface CallLogger {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

/** Logs one line for each upstream call. */
export function logCalls(logger: CallLogger): SourceObserver {
  return {
    onCall: (call) => logger[isExpected(call) ? 'info' : 'warn'](call, 'upstream call'),
    // The request's own line says so.
    onRefusal: () => {},
    onRead: () => {}
  }
}

function isExpected({ slug }: UpstreamCall): boolean {
  return slug === null || slug === 'account-not-found' || slug === 'abandoned'
}
