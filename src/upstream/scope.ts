import { CallerLeft } from '../problems/failure.ts'

/**
 * The span of one source's part in one answer: all its upstream calls share one deadline, and all of them end when it
 * passes, when the caller leaves, or when one of them fails for good.
 */
export interface CallScope {
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

/**
 * Runs `work` within a scope that ends after `timeoutMs` with `timeout()`, or with CallerLeft when the caller closes its connection.
 * Settles as soon as the work does; nothing of it, timer and listener included, is left behind then.
 */
export async function withinScope<Result>(
  timeoutMs: number,
  timeout: () => Error,
  caller: CallerConnection,
  work: (scope: CallScope) => Promise<Result>
): Promise<Result> {
  const listeners = new Set<(reason: Error) => void>()
  let ended: Error | null = null
  const end = (reason: Error): void => {
    if (ended !== null) return
    ended = reason
    for (const listener of listeners) listener(reason)
    listeners.clear()
  }
  const onClose = (): void => end(new CallerLeft('the caller closed its connection'))
  const timer = setTimeout(() => end(timeout()), timeoutMs)
  const stopListening = caller.onClose(onClose)
  if (caller.closed) onClose()
  try {
    return await work({
      get ended() {
        return ended
      },
      onEnd(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      }
    })
  } catch (error) {
    end(error instanceof Error ? error : new Error('a call failed', { cause: error }))
    throw error
  } finally {
    clearTimeout(timer)
    stopListening()
  }
}
