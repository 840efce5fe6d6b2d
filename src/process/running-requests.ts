import type { Server } from 'node:http'

/** The number of requests that a server is answering. */
export interface RunningRequests {
  readonly count: number
  /** Resolves when there are none. */
  finished(): Promise<void>
}

/** Starts counting. */
export function countRequests(server: Server): RunningRequests {
  const waiting = new Set<() => void>()
  let count = 0
  server.on('request', (_request, response) => {
    count++
    response.once('close', () => {
      count--
      if (count > 0) return
      for (const resolve of waiting) resolve()
      waiting.clear()
    })
  })
  return {
    get count() {
      return count
    },
    finished: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.add(resolve)))
  }
}
