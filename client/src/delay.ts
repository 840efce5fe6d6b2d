/** Resolves after `ms` milliseconds. Rejects with the signal's reason as soon as the signal aborts. */
export type Delay = (ms: number, signal?: AbortSignal) => Promise<void>

export const delay: Delay = (ms, signal) =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
