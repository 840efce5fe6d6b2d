import { createClientWith } from '../../client/src/create-client.ts'
import type { Client, ClientOptions } from '../../client/src/index.ts'

export interface TestClient {
  readonly client: Client
  /** Every wait so far, in milliseconds. */
  readonly waits: readonly number[]
  /** What was asked for so far: method, path and query. */
  readonly asked: readonly string[]
}

/** A client of the service at `baseUrl` whose waits end at once, after a call of `duringWait`. */
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

/** Everything a generator gives, and what it returns or throws in the end. */
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

/** What a call fails with; null when it does not. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call
    return null
  } catch (error) {
    return error
  }
}
