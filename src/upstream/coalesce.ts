import { Abandoned } from '../problems/failure.ts'
import type { Deadline, Deadlines, Ending } from './deadline.ts'

export interface Joined<Result> {
  readonly result: Result
  /** Whether another caller started it. */
  readonly shared: boolean
}

/** Turns identical reads that are in flight at the same time into one. */
export class Flights<Result> {
  readonly deadlines: Deadlines
  // A plain object: a long-lived Map of short-lived entries keeps finished requests in memory.
  private readonly inFlight: Record<string, Flight<Result>> = Object.create(null)

  constructor(deadlines: Deadlines) {
    this.deadlines = deadlines
  }

  /**
   * The result of `work` under this key, started now or already in flight. The work has its own deadline and continues while any
   * caller waits for it. If it times out, a caller that joined late and has time left starts it again. Throws the error of the
   * work, or the reason why the caller's own deadline ended.
   */
  join(key: string, deadline: Deadline, work: (deadline: Deadline) => Promise<Result>): Promise<Joined<Result>> {
    if (deadline.ended !== null) return Promise.reject(deadline.ended)
    const running = this.inFlight[key]
    if (running !== undefined) return running.join(deadline, true)
    const flight = new Flight(this, key, work)
    this.inFlight[key] = flight
    const joined = flight.join(deadline, false)
    work(flight.deadline).then(
      (result) => flight.succeed(result),
      (error: Error) => flight.fail(error)
    )
    return joined
  }

  /** After this, the next caller starts a new read. */
  remove(flight: Flight<Result>): void {
    if (this.inFlight[flight.key] === flight) delete this.inFlight[flight.key]
  }
}

/** One read in flight and the callers that wait for it. */
class Flight<Result> {
  readonly key: string
  readonly deadline: Deadline
  private readonly flights: Flights<Result>
  private readonly work: (deadline: Deadline) => Promise<Result>
  private readonly waiters: Waiter<Result>[] = []

  constructor(flights: Flights<Result>, key: string, work: (deadline: Deadline) => Promise<Result>) {
    this.flights = flights
    this.key = key
    this.work = work
    this.deadline = flights.deadlines.start()
  }

  join(deadline: Deadline, shared: boolean): Promise<Joined<Result>> {
    const waiter = new Waiter(this, deadline, shared)
    this.waiters.push(waiter)
    deadline.watch(waiter)
    return waiter.joined.promise
  }

  /** Removes a caller whose own deadline ended. The last one ends the work. */
  leave(waiter: Waiter<Result>, reason: Error): void {
    this.waiters.splice(this.waiters.indexOf(waiter), 1)
    waiter.joined.reject(reason)
    if (this.waiters.length > 0) return
    this.flights.remove(this)
    // A timeout counts against the upstream only if the work had its full time.
    this.deadline.end(this.flights.deadlines.closed ?? (this.hasTime(this.deadline) ? everyoneLeft : reason))
  }

  succeed(result: Result): void {
    this.land()
    for (const { joined, shared } of this.waiters) joined.resolve({ result, shared })
  }

  fail(error: Error): void {
    const timedOut = this.deadline.ended !== null
    this.land()
    for (const { joined, deadline, shared } of this.waiters) {
      if (timedOut && shared && this.hasTime(deadline)) joined.resolve(this.flights.join(this.key, deadline, this.work))
      else joined.reject(error)
    }
  }

  private land(): void {
    this.flights.remove(this)
    this.deadline.finish()
    for (const waiter of this.waiters) waiter.deadline.unwatch(waiter)
  }

  /** Minimum time left to start a new call, or to count a timeout against the upstream. */
  private hasTime({ endsAt }: Deadline): boolean {
    return endsAt - performance.now() > this.flights.deadlines.timeoutMs / 10
  }
}

/** A caller that waits for a flight until its own deadline ends. */
class Waiter<Result> implements Ending {
  readonly deadline: Deadline
  readonly shared: boolean
  readonly joined = Promise.withResolvers<Joined<Result>>()
  private readonly flight: Flight<Result>

  constructor(flight: Flight<Result>, deadline: Deadline, shared: boolean) {
    this.flight = flight
    this.deadline = deadline
    this.shared = shared
  }

  end(reason: Error): void {
    this.flight.leave(this, reason)
  }
}

const everyoneLeft = new Abandoned('every caller that waited for the answer has left')
