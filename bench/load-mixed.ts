import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** Counts by kind of request and outcome: a status with the slug of a problem, or a connection error. */
export type Tally = Map<string, number>

interface Kind {
  readonly name: string
  readonly path: string
  readonly method?: 'GET' | 'POST'
  readonly body?: string
  /** The caller disconnects after this many milliseconds. */
  readonly leavesAfterMs?: number
}

const kinds: readonly Kind[] = [
  { name: 'list', path: '/accounts?source=tenant&limit=20' },
  { name: 'list', path: '/accounts?source=industry&limit=100&page=3' },
  { name: 'list', path: '/accounts?source=iam&q=Emma&include=raw' },
  { name: 'several', path: '/accounts?limit=20' },
  { name: 'several', path: '/accounts?q=Emma&limit=10' },
  { name: 'search', path: '/accounts/search', method: 'POST', body: '{"source":["scope"],"limit":50}' },
  { name: 'lookup', path: '/accounts/lookup?phone=10000000001' },
  { name: 'lookup', path: '/accounts/lookup?email=missing%40example.com' },
  {
    name: 'lookups',
    path: '/accounts/lookup',
    method: 'POST',
    body: '{"keys":[{"phone":"10000000001"},{"phone":"1"}]}'
  },
  { name: 'export', path: '/accounts/export?source=tenant' },
  { name: 'export', path: '/accounts/export?source=scope&format=csv' },
  { name: 'wrong', path: '/accounts?sauce=tenant' },
  { name: 'wrong', path: '/nowhere' },
  { name: 'wrong', path: '/accounts/search', method: 'POST', body: '{"limit":' },
  { name: 'wrong', path: '/accounts', method: 'POST', body: '{}' },
  { name: 'leaves', path: '/accounts?limit=100', leavesAfterMs: 2 },
  { name: 'leaves', path: '/accounts/export', leavesAfterMs: 20 },
  { name: 'documents', path: '/openapi.json' },
  { name: 'documents', path: '/sources' }
]

/** Sends requests of every kind in turn, at a fixed rate, until the signal aborts. Counts into `tally`. */
export async function loadMixed(url: string, perSecond: number, tally: Tally, signal: AbortSignal): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const running = new Set<Promise<void>>()
  const startedAt = performance.now()
  for (let sent = 0; !signal.aborted;) {
    const due = ((performance.now() - startedAt) * perSecond) / 1000
    for (; sent < due; sent++) {
      const kind = kinds[sent % kinds.length]
      if (kind === undefined) continue
      const one = count(tally, kind, ask(url, kind, agent))
      running.add(one)
      void one.finally(() => running.delete(one))
    }
    await sleep(5)
  }
  await Promise.all(running)
  agent.destroy()
}

async function count(tally: Tally, { name }: Kind, end: Promise<string>): Promise<void> {
  const key = `${name} ${await end}`
  tally.set(key, (tally.get(key) ?? 0) + 1)
}

/** The outcome of a request. */
async function ask(url: string, { path, method = 'GET', body, leavesAfterMs }: Kind, agent: Agent): Promise<string> {
  const sent = request(`${url}${path}`, {
    method,
    agent,
    headers: body === undefined ? {} : { 'content-type': 'application/json' }
  })
  sent.end(body)
  const leaving = leavesAfterMs === undefined ? undefined : setTimeout(() => sent.destroy(), leavesAfterMs)
  try {
    const [response] = await once(sent, 'response')
    let last = ''
    for await (const chunk of response) last = String(chunk)
    const [, slug] = /"type":"\/problems\/([\w-]+)"/.exec(last) ?? []
    return response.statusCode < 400 ? String(response.statusCode) : `${response.statusCode} ${slug}`
  } catch (error) {
    if (leavesAfterMs !== undefined && sent.destroyed) return 'left'
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  } finally {
    clearTimeout(leaving)
  }
}
