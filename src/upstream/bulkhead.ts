import { Failure } from '../problems/failure.ts'
import type { CallScope } from './deadline.ts'

export interface BulkheadOptions {
  /** Calls that run at once, at most. */
  readonly maxConcurrency: number
  /** Calls that wait for their turn, at most. */
  readonly maxQueue: number
}

/** Keeps one source from taking what others need: so many calls at once, so many waiting, no more. */
export interface Bulkhead {
  readonly maxConcurrency: number
  readonly running: number
  readonly waiting: number
  /** Waits for a place, first come, first served, and gives what frees it again. Throws `overloaded`, or what ended the scope. */
  enter(scope: CallScope): Promise<() => void>
}

interface Waiter {
  readonly admit: () => void
}

/** An empty bulkhead. */
export function createBulkhead({ maxConcurrency, maxQueue }: BulkheadOptions): Bulkhead {
  let running = 0
  const queue = new Set<Waiter>()
  const leave = (): void => {
    const [next] = queue
    if (next === undefined) running--
    else {
      queue.delete(next)
      next.admit()
    }
  }
  return {
    maxConcurrency,
    get running() {
      return running
    },
    get waiting() {
      return queue.size
    },
    async enter(scope) {
      if (scope.ended !== null) throw scope.ended
      if (running < maxConcurrency) {
        running++
        return leave
      }
      if (queue.size >= maxQueue) {
        throw new Failure('overloaded', { detail: 'too many calls are waiting for this source', retryAfterSeconds: 1 })
      }
      return new Promise((resolve, reject) => {
        const waiter = {
          admit() {
            removeListener()
            resolve(leave)
          }
        }
        const removeListener = scope.onEnd((reason) => {
          queue.delete(waiter)
          reject(reason)
        })
        queue.add(waiter)
      })
    }
  }
}
