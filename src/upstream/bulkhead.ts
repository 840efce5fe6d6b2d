import { Failure } from '../problems/failure.ts'
import type { Deadline, Ending } from './deadline.ts'

export interface BulkheadOptions {
  /** Max calls at once. */
  readonly maxConcurrency: number
  /** Max calls that wait for a slot. */
  readonly maxQueue: number
}

/** Limits the calls of one source, so that it cannot take what the others need. Slots are given in the order of arrival. */
export class Bulkhead {
  readonly maxConcurrency: number
  private readonly maxQueue: number
  private readonly queue = new Set<QueuedCall>()
  private taken = 0

  constructor({ maxConcurrency, maxQueue }: BulkheadOptions) {
    this.maxConcurrency = maxConcurrency
    this.maxQueue = maxQueue
  }

  get running(): number {
    return this.taken
  }

  get waiting(): number {
    return this.queue.size
  }

  /** Takes a free slot; false when there is none. A slot that was taken must be released. */
  tryAcquire(): boolean {
    if (this.taken >= this.maxConcurrency) return false
    this.taken++
    return true
  }

  /** Waits for a slot. Throws `overloaded` when the queue is full, or what ended the deadline. */
  acquire(deadline: Deadline): Promise<void> {
    if (this.queue.size >= this.maxQueue) return Promise.reject(overloaded())
    const call = new QueuedCall(this.queue, deadline)
    this.queue.add(call)
    deadline.watch(call)
    return call.admitted.promise
  }

  /** Gives the slot to the call that has waited longest, or frees it. */
  release(): void {
    const [next] = this.queue
    if (next === undefined) this.taken--
    else next.admit()
  }
}

/** A call that waits for a slot until its deadline ends. */
class QueuedCall implements Ending {
  readonly admitted = Promise.withResolvers<void>()
  private readonly queue: Set<QueuedCall>
  private readonly deadline: Deadline

  constructor(queue: Set<QueuedCall>, deadline: Deadline) {
    this.queue = queue
    this.deadline = deadline
  }

  admit(): void {
    this.queue.delete(this)
    this.deadline.unwatch(this)
    this.admitted.resolve()
  }

  end(reason: Error): void {
    this.queue.delete(this)
    this.admitted.reject(reason)
  }
}

function overloaded(): Failure {
  return new Failure('overloaded', { detail: 'too many calls are waiting for this source', retryAfterSeconds: 1 })
}
