import { Failure } from '../problems/failure.ts'
import type { Deadline, Ending } from './deadline.ts'

export interface BulkheadOptions {
  /** Max calls at once. */
  readonly maxConcurrency: number
  /** Max calls that wait for a slot. */
  readonly maxQueue: number
  /** Max concurrent calls of scans, as part of `maxConcurrency`. */
  readonly maxScans: number
}

/**
 * Limits the calls of one source, so that it cannot exhaust shared resources. Slots are given in the order of arrival. A call
 * that would probably wait for more than half of its time is refused at once. Scans read many pages for one answer, so their
 * calls get a few slots only and wait behind all others.
 */
export class Bulkhead {
  readonly maxConcurrency: number
  readonly maxScans: number
  private readonly maxQueue: number
  private readonly queue = new Set<QueuedCall>()
  private readonly scanQueue = new Set<QueuedCall>()
  private taken = 0
  private takenByScans = 0
  /** Moving average of how long recent calls held their slot, in milliseconds; 0 if unknown. */
  private heldMs = 0
  private releasedAt = 0

  constructor({ maxConcurrency, maxQueue, maxScans }: BulkheadOptions) {
    this.maxConcurrency = maxConcurrency
    this.maxQueue = maxQueue
    this.maxScans = maxScans
  }

  get running(): number {
    return this.taken
  }

  get waiting(): number {
    return this.queue.size + this.scanQueue.size
  }

  /** Takes a free slot; false if there is none. The caller must release it. */
  tryAcquire(): boolean {
    if (this.taken >= this.maxConcurrency) return false
    this.taken++
    return true
  }

  /** Waits for a slot. Throws `overloaded` if the wait would be too long, or the reason why the deadline ended. */
  acquire(deadline: Deadline): Promise<void> {
    const now = performance.now()
    const waitMs = this.expectedWaitMs(now)
    if (this.queue.size >= this.maxQueue || waitMs > (deadline.endsAt - now) / 2) {
      return Promise.reject(overloaded(waitMs))
    }
    const call = new QueuedCall(this.queue, deadline)
    this.queue.add(call)
    deadline.watch(call)
    return call.admitted.promise
  }

  /** Takes or waits for a slot for a scan. Throws `overloaded` if the queue is full, or the reason why the deadline ended. */
  async acquireForScan(deadline: Deadline): Promise<void> {
    if (this.takenByScans < this.maxScans && this.tryAcquire()) {
      this.takenByScans++
      return
    }
    if (this.scanQueue.size >= this.maxQueue) throw overloaded(this.heldMs)
    const call = new QueuedCall(this.scanQueue, deadline)
    this.scanQueue.add(call)
    deadline.watch(call)
    await call.admitted.promise
  }

  /** Like `release`, for the slot of a scan. */
  releaseForScan(heldMs: number): void {
    this.takenByScans--
    this.release(heldMs)
  }

  /** Passes the slot, held for `heldMs`, to the call that has waited longest, or frees it. */
  release(heldMs: number): void {
    this.heldMs = this.heldMs === 0 ? heldMs : this.heldMs + (heldMs - this.heldMs) * newestWeight
    this.releasedAt = performance.now()
    const [next] = this.queue
    if (next !== undefined) {
      next.admit()
      return
    }
    const [nextScan] = this.scanQueue
    if (nextScan !== undefined && this.takenByScans < this.maxScans) {
      this.takenByScans++
      nextScan.admit()
      return
    }
    this.taken--
    // After an idle time the old average says nothing about the upstream.
    if (this.taken === 0) this.heldMs = 0
  }

  /** The expected wait of one more call. The time since the last release is a lower bound of how long calls take. */
  private expectedWaitMs(now: number): number {
    if (this.heldMs === 0) return 0
    return ((this.queue.size + 1) * Math.max(this.heldMs, now - this.releasedAt)) / this.maxConcurrency
  }
}

/** Weight of the newest call in the average. */
const newestWeight = 1 / 8

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

function overloaded(waitMs: number): Failure {
  const retryAfterSeconds = Math.max(Math.ceil(waitMs / 1000), 1)
  return new Failure('overloaded', {
    detail: 'too many calls are waiting; retry later',
    retryAfterSeconds
  })
}
