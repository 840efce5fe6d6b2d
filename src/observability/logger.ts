import { pino, type BaseLogger, type DestinationStream, type LogFn, type Logger } from 'pino'

/** Names under which personal data would travel if a line held any. */
const personalNames = [
  'phone',
  'email',
  'name',
  'userName',
  'displayName',
  'q',
  'loginId',
  'query',
  'body',
  'headers',
  'url'
] as const
const secretName = /token|secret|password|credential|cookie|authorization|key$/i

/**
 * A logger that writes JSON lines. Lines are events with fields, and the logger removes fields that could hold a secret or
 * personal data, wherever a line comes from; errors lose their messages, which quote what callers and upstreams sent.
 * `sourceNames` are the names under which the sources carry either.
 */
export function createLogger(level: string, destination: DestinationStream, sourceNames: readonly string[]): Logger {
  const neverLogged = new Set([...personalNames, ...sourceNames])
  const isHidden = (name: string): boolean => neverLogged.has(name) || secretName.test(name)
  return pino(
    {
      level,
      base: null,
      formatters: { log: (fields) => withoutHidden(fields, isHidden) },
      hooks: { logMethod: sayAlways },
      serializers: { err: describeError, req: () => undefined, res: () => undefined }
    },
    destination
  )
}

/** A logger for events whose fields are known to be safe: it does not look for fields to remove. */
export function eventLogger(logger: Logger): Logger {
  return logger.child({}, { formatters: { log: (fields) => fields } })
}

/** Logs an error that is a defect of ours: where it happened, for which request. */
export function logDefect(logger: Pick<BaseLogger, 'error'>, requestId: string, error: unknown): void {
  logger.error({ requestId, err: error }, 'internal error')
}

/**
 * Fields → the same without hidden ones, at any depth. pino's own `redact` parses every path again for every value it
 * writes: with these names that costs as much as a fifth of a request.
 */
function withoutHidden(fields: object, isHidden: (name: string) => boolean): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (!isHidden(name)) kept[name] = isPlain(value) ? withoutHidden(value, isHidden) : value
  }
  return kept
}

/** Errors and requests are not: they have serializers of their own. */
function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** Without a sentence of its own, a line would get the error's message for one. */
function sayAlways(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  if (args.length === 1 && typeof args[0] === 'object') args.push('')
  method.apply(this, args)
}

/** What may be logged of an error: its message may quote what callers and upstreams sent. */
function describeError(error: Error) {
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  return { type: error.name, code: 'code' in error ? String(error.code) : null, frames }
}
