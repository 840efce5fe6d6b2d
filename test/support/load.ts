import { once } from 'node:events'
import { Agent, get, type ClientRequest } from 'node:http'
import { setInterval as ticks } from 'node:timers/promises'

export interface Outcome {
  readonly path: string
  readonly fresh: boolean
  /** Whether its connection was reused. */
  readonly reused: boolean
  /** Milliseconds of `performance.now()`. */
  readonly sentAt: number
  /** The status of a complete answer, else the error: `ECONNREFUSED` if no connection was made. */
  readonly end: number | string
}

export interface Load {
  /** Requests that ended so far. */
  readonly outcomes: readonly Outcome[]
  /** Stops sending, and resolves when every request has ended. */
  stop(): Promise<readonly Outcome[]>
}

const tickMs = 4
/** A slow or busy machine sends fewer: late requests are left out. */
const mostRunning = 48

/**
 * Sends max this many requests per second: every second one over a new connection, the others over kept ones. Nothing is retried.
 */
export function startLoad(url: string, paths: readonly string[], perSecond: number): Load {
  const outcomes: Outcome[] = []
  const running = new Set<Promise<void>>()
  const kept = new Agent({ keepAlive: true, maxSockets: 32 })
  const stopped = new AbortController()
  let sent = 0
  const note = async (path: string, fresh: boolean): Promise<void> => {
    const sentAt = performance.now()
    outcomes.push({ path, fresh, sentAt, ...(await outcomeOf(`${url}${path}`, fresh ? false : kept)) })
  }
  const send = (): void => {
    const path = paths[sent % paths.length] ?? '/'
    const fresh = Math.floor(sent / paths.length) % 2 === 0
    sent++
    const request = note(path, fresh)
    running.add(request)
    void request.finally(() => running.delete(request))
  }
  const sending = async (): Promise<void> => {
    const startedAt = performance.now()
    let planned = 0
    try {
      for await (const _tick of ticks(tickMs, undefined, { signal: stopped.signal })) {
        const due = ((performance.now() - startedAt) * perSecond) / 1000
        for (; planned < due; planned++) if (running.size < mostRunning) send()
      }
    } catch (error) {
      if (!stopped.signal.aborted) throw error
    }
  }
  const sender = sending()
  return {
    outcomes,
    async stop() {
      stopped.abort()
      await sender
      await Promise.all(running)
      kept.destroy()
      return outcomes
    }
  }
}

async function outcomeOf(url: string, agent: Agent | false): Promise<Pick<Outcome, 'end' | 'reused'>> {
  const request = get(url, { agent })
  const end = await endOf(request)
  return { end, reused: request.reusedSocket }
}

async function endOf(request: ClientRequest): Promise<Outcome['end']> {
  try {
    const [response] = await once(request, 'response')
    response.resume()
    await once(response, 'end')
    return Number(response.statusCode)
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}
