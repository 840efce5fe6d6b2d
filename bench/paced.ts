import { once } from 'node:events'
import { get, type Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

interface Pace {
  readonly agent: Agent
  readonly turnMs: number
  readonly perSecond: number
}

/** Requests for these addresses in turn, sent at their times whether or not earlier ones were answered. Milliseconds of each. */
export async function pacedTimes(addresses: readonly string[], { agent, turnMs, perSecond }: Pace): Promise<number[]> {
  const running: Promise<number>[] = []
  const startedAt = performance.now()
  for (let sent = 0; sent * 1000 < turnMs * perSecond;) {
    const due = ((performance.now() - startedAt) * perSecond) / 1000
    for (; sent < due; sent++) running.push(timed(addresses[sent % addresses.length] ?? '', agent, sent))
    await sleep(2)
  }
  return Promise.all(running)
}

/** Milliseconds from question to the end of the answer, in a language of its own, so that no two share a call. Throws when it is not 200. */
export async function timed(url: string, agent: Agent, language: number): Promise<number> {
  const startedAt = performance.now()
  const request = get(url, { agent, headers: { 'accept-language': `en-x${1000 + (language % 9000)}` } })
  const [response] = await once(request, 'response')
  response.resume()
  await once(response, 'end')
  if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}`)
  return performance.now() - startedAt
}

export function percentile99(times: readonly number[]): number {
  return times.toSorted((left, right) => left - right)[Math.floor(times.length * 0.99)] ?? NaN
}
