import { Abandoned } from '../problems/failure.ts'
import { openScope, orEnded, over, type CallScope } from './deadline.ts'

/** Makes reads that ask the same at the same time into one. */
export interface Coalescer<Result> {
  /**
   * What `work` gives for this key: begun now, or on its way already. The work has a scope of its own: it goes on as long as
   * anyone waits for it, `timeoutMs` at most; who came later and has time left begins it anew then. Throws what the work
   * throws, or what ended the waiting scope.
   */
  join(key: string, scope: CallScope, work: (scope: CallScope) => Promise<Result>): Promise<Joined<Result>>
}

interface Joined<Result> {
  readonly result: Result
  /** Whether somebody else had begun it. */
  readonly shared: boolean
}

interface Flight<Result> {
  readonly promise: Promise<Result>
  waiting: number
  readonly endsAt: number
  /** Whether it took all of its time. */
  readonly timedOut: () => boolean
  readonly end: (reason: Error) => void
}

const nobodyWaits = new Abandoned('nobody waits for the answer any more')

/** Nothing on its way. `timeout()` is what the work ends with after `timeoutMs`. */
export function createCoalescer<Result>(timeoutMs: number, timeout: () => Error): Coalescer<Result> {
  const flights = new Map<string, Flight<Result>>()
  /** Too little time to begin anew what another has begun, or for the upstream to be judged by. */
  const littleMs = timeoutMs / 10

  const begin = (key: string, work: (scope: CallScope) => Promise<Result>): Flight<Result> => {
    const { scope, end } = openScope(timeoutMs, timeout)
    const clear = (): void => {
      end(over)
      if (flights.get(key) === flight) flights.delete(key)
    }
    const promise = work(scope).finally(clear)
    const flight = {
      promise,
      waiting: 0,
      endsAt: scope.endsAt,
      timedOut: () => scope.ended !== null && scope.ended !== over,
      end
    }
    flights.set(key, flight)
    return flight
  }

  return {
    async join(key, scope, work) {
      for (;;) {
        if (scope.ended !== null) throw scope.ended
        const running = flights.get(key)
        const flight = running ?? begin(key, work)
        flight.waiting++
        try {
          return { result: await orEnded(flight.promise, scope), shared: running !== undefined }
        } catch (error) {
          const now = performance.now()
          if (flight.waiting === 1 && scope.ended !== null) {
            if (flights.get(key) === flight) flights.delete(key)
            // The last one takes the reason along; but a timeout is the upstream's only where it had its time.
            flight.end(flight.endsAt - now > littleMs ? nobodyWaits : scope.ended)
          }
          const hasTimeLeft = running !== undefined && scope.ended === null && scope.endsAt - now > littleMs
          if (!hasTimeLeft || !flight.timedOut()) throw error
        } finally {
          flight.waiting--
        }
      }
    }
  }
}
