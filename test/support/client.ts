import { createClientWith } from '../../client/src/create-client.ts'
import type { Client, ClientOptions } from '../../client/src/index.ts'

export interface TestClient {
  readonly client: Client
  /** Every delay so far, in milliseconds. */
  readonly waits: readonly number[]
  /** Requests so far: method, path and query. */
  readonly asked: readonly string[]
}

/** A client of the service at `baseUrl`. Its delays end at once, after a call of `duringWait`. */
export function clientOf(
  baseUrl: string,
  options: Partial<ClientOptions> = {},
  duringWait: (waits: number) => void = () => {}
): TestClient {
  const waits: number[] = []
  const asked: string[] = []
  const send = (request: Request) => {
    asked.push(`${request.method} ${request.url.slice(baseUrl.length)}`)
    return fetch(request)
  }
  const client = createClientWith({ baseUrl, fetch: send, ...options }, async (ms, signal) => {
    waits.push(ms)
    duringWait(waits.length)
    signal?.throwIfAborted()
  })
  return { client, waits, asked }
}

/** Everything a generator yields, and its return value or error. */
export async function drain<Item, End>(
  items: AsyncGenerator<Item, End, void>,
  onItem: (count: number) => void = () => {}
): Promise<{ readonly items: Item[]; readonly end: End | null; readonly error: unknown }> {
  const all: Item[] = []
  try {
    for (;;) {
      const { done, value } = await items.next()
      if (done) return { items: all, end: value, error: null }
      all.push(value)
      onItem(all.length)
    }
  } catch (error) {
    return { items: all, end: null, error }
  }
}

/** The error of a call; null if it succeeds. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call
    return null
  } catch (error) {
    return error
  }
}
