import { Abandoned, Failure } from '../problems/failure.ts'

/** Work that must stop when its deadline ends: a waiting caller, a queued call, a running exchange. */
export interface Ending {
  /** Called once, when the deadline ends. The work fails with `reason`. */
  end(reason: Error): void
}

/**
 * The deadline of one piece of work. It ends at its timeout, when its caller disconnects, or when the work is done. All upstream
 * calls of the work share it and stop with it.
 */
export class Deadline {
  /** In milliseconds of `performance.now()`. */
  readonly endsAt: number
  /** Why it ended; null while it is running. */
  ended: Error | null = null
  /** Neighbours in the list of its source. */
  previous: Deadline | null = null
  next: Deadline | null = null
  private readonly list: Deadlines
  private readonly endings: Ending[] = []

  constructor(list: Deadlines, timeoutMs: number) {
    this.list = list
    this.endsAt = performance.now() + timeoutMs
  }

  /** Ends it. Only the first reason counts. */
  end(reason: Error): void {
    if (this.ended !== null) return
    this.ended = reason
    this.list.remove(this)
    if (this.endings.length === 0) return
    for (const ending of this.endings.splice(0)) ending.end(reason)
  }

  /** Ends it because its work is done. Calls that are still running belong to a sibling that failed. */
  finish(): void {
    this.end(over)
  }

  watch(ending: Ending): void {
    this.endings.push(ending)
  }

  unwatch(ending: Ending): void {
    const place = this.endings.lastIndexOf(ending)
    if (place !== -1) this.endings.splice(place, 1)
  }
}

/** Created once: an error costs more than everything else a deadline does. */
const over = new Abandoned('the work is over')

/**
 * The running deadlines of one source, earliest first. Most have equal lengths and end in the order in which they began. So one
 * timer serves them all, and a new one is added at the end of the list.
 */
export class Deadlines {
  readonly source: string
  readonly timeoutMs: number
  private first: Deadline | null = null
  private last: Deadline | null = null
  private timer: NodeJS.Timeout | null = null
  /** Why all deadlines were ended; null before `close`. */
  closed: Failure | null = null
  /** When the timer fires. */
  private firesAt = 0

  constructor(source: string, timeoutMs: number) {
    this.source = source
    this.timeoutMs = timeoutMs
  }

  /** Starts a deadline of `timeoutMs`, by default the timeout of the source. */
  start(timeoutMs = this.timeoutMs): Deadline {
    const deadline = new Deadline(this, timeoutMs)
    let previous = this.last
    while (previous !== null && previous.endsAt > deadline.endsAt) previous = previous.previous
    const next = previous === null ? this.first : previous.next
    deadline.previous = previous
    deadline.next = next
    if (previous === null) this.first = deadline
    else previous.next = deadline
    if (next === null) this.last = deadline
    else next.previous = deadline
    if (previous === null) this.arm(deadline)
    if (this.closed !== null) deadline.end(this.closed)
    return deadline
  }

  /** Ends every running deadline, and each later one as it starts. */
  close(reason: Failure): void {
    this.closed = reason
    while (this.first !== null) this.first.end(reason)
  }

  remove(deadline: Deadline): void {
    const { previous, next } = deadline
    // An ended deadline that reached the old generation would keep all later ones in memory until a full collection.
    deadline.previous = null
    deadline.next = null
    if (previous === null) this.first = next
    else previous.next = next
    if (next === null) this.last = previous
    else next.previous = previous
    // A timer that fires early only checks the list again. An idle source must not keep the process alive.
    if (this.first === null) this.timer?.unref()
  }

  private arm({ endsAt }: Deadline): void {
    if (this.timer !== null && this.firesAt <= endsAt) {
      this.timer.ref()
      return
    }
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = setTimeout(this.expire, Math.max(Math.ceil(endsAt - performance.now()), 1))
    this.firesAt = endsAt
  }

  private readonly expire = (): void => {
    this.timer = null
    const now = performance.now()
    while (this.first !== null && this.first.endsAt <= now) this.first.end(this.timeout())
    if (this.first !== null && this.timer === null) this.arm(this.first)
  }

  private timeout(): Failure {
    return new Failure('upstream-timeout', {
      detail: `${this.source} did not answer within ${this.timeoutMs} ms`,
      source: this.source
    })
  }
}

/** Resolves after `ms`; rejects when the deadline ends first. */
export function pause(ms: number, deadline: Deadline): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      deadline.unwatch(ending)
      resolve()
    }, ms)
    const ending: Ending = {
      end(reason) {
        clearTimeout(timer)
        reject(reason)
      }
    }
    deadline.watch(ending)
  })
}
