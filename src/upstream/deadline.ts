import { Abandoned } from '../problems/failure.ts'

/**
 * The span of one piece of work for which upstreams are called: all its calls share one deadline, and all of them end when
 * it passes, or when nobody waits for the work any more.
 */
export interface CallScope {
  /** The deadline, in milliseconds of `performance.now()`. */
  readonly endsAt: number
  /** Why the scope ended; null while it runs. */
  readonly ended: Error | null
  /** Runs `listener` once when the scope ends. Returns what removes it again. */
  onEnd(listener: (reason: Error) => void): () => void
}

/** The caller's connection, as far as the work for it must know. */
export interface CallerConnection {
  /** Whether the caller closed it already. */
  readonly closed: boolean
  /** Runs `listener` once when the caller closes it. Returns what removes it again. */
  onClose(listener: () => void): () => void
}

export interface OpenScope {
  readonly scope: CallScope
  /** Ends the scope; only the first reason counts. */
  readonly end: (reason: Error) => void
}

/** A scope that runs until it is ended, by `timeout()` after `timeoutMs` at the latest. */
export function openScope(timeoutMs: number, timeout: () => Error): OpenScope {
  const listeners = new Set<(reason: Error) => void>()
  let ended: Error | null = null
  const end = (reason: Error): void => {
    if (ended !== null) return
    ended = reason
    clearTimeout(timer)
    for (const listener of listeners) listener(reason)
    listeners.clear()
  }
  const timer = setTimeout(() => end(timeout()), timeoutMs)
  return {
    end,
    scope: {
      endsAt: performance.now() + timeoutMs,
      get ended() {
        return ended
      },
      onEnd(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      }
    }
  }
}

/**
 * Runs `work` within a scope that ends after `timeoutMs` with `timeout()`, or with Abandoned when the caller closes its
 * connection. Settles as soon as the work does; nothing of it, timer and listener included, is left behind then.
 */
export async function withinScope<Result>(
  timeoutMs: number,
  timeout: () => Error,
  caller: CallerConnection,
  work: (scope: CallScope) => Promise<Result>
): Promise<Result> {
  const { scope, end } = openScope(timeoutMs, timeout)
  const onClose = (): void => end(new Abandoned('the caller closed its connection'))
  const stopListening = caller.onClose(onClose)
  if (caller.closed) onClose()
  try {
    return await work(scope)
  } finally {
    // What still runs belongs to work that failed elsewhere.
    end(over)
    stopListening()
  }
}

/** Why a scope ended whose work is through. Made once: an error costs more than all else a scope does. */
export const over = new Abandoned('the work is over')

/** What `promise` gives, or why the scope ended, whichever comes first. */
export function orEnded<Result>(promise: Promise<Result>, scope: CallScope): Promise<Result> {
  if (scope.ended !== null) return Promise.reject(scope.ended)
  return new Promise((resolve, reject) => {
    const removeListener = scope.onEnd(reject)
    promise.then(resolve, reject).finally(removeListener)
  })
}

/** Resolves after so many milliseconds; rejects when the scope ends before. */
export function pause(ms: number, scope: CallScope): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      removeListener()
      resolve()
    }, ms)
    const removeListener = scope.onEnd((reason) => {
      clearTimeout(timer)
      reject(reason)
    })
  })
}
