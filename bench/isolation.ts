import { mkdtemp, rm } from 'node:fs/promises'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { median, startServer, stopServer, usageOf, type Server } from './measure.ts'
import { pacedTimes, percentile99, timed } from './paced.ts'
import { simulatorSettings } from './settings.ts'

/**
 * `npm run bench:isolation`: 200 callers read all sources while one upstream hangs. Callers of the other sources must not notice
 * it: their 99th percentile must be max 1.5 times that of a run without a hanging upstream. Two services, each with its own
 * upstreams, run under the same load at the same time, so that the machine affects both alike. They swap roles each round. Exits
 * with 1 if the ratio is higher, or if sockets, calls or memory do not return to their old values.
 */
const rounds = 6
const turnMs = 8000
/** Time until all callers wait for the hanging source. */
const rampMs = 3500
const callers = 200
/** Min time between two requests of a caller, so that the number of requests does not depend on the fault. */
const callerPauseMs = 3200
const othersPerSecond = 60
const mostRatio = 1.5
const mostGrownMb = 10

const hanging = 'scope'
const others = ['tenant', 'industry', 'iam'] as const

interface Pair {
  readonly rollcall: Server
  readonly simulator: Server
}

async function main(): Promise<void> {
  const logs = await mkdtemp(join(tmpdir(), 'rollcall-isolation-'))
  for (const [how, more] of [
    ['as it is', {}],
    // The breaker limits the wait to the first callers.
    ['without breaker', { BREAKER_THRESHOLD: '1000000' }]
  ] as const) {
    const pairs = [await startPair(logs, 'first', more), await startPair(logs, 'second', more)]
    await compare(how, pairs)
    for (const { rollcall, simulator } of pairs) {
      await stopServer(rollcall)
      await stopServer(simulator)
    }
  }
  await rm(logs, { recursive: true })
}

async function startPair(logs: string, name: string, more: Readonly<Record<string, string>>): Promise<Pair> {
  const simulator = await startServer('simulator.ts', {}, join(logs, `${name}-simulator.log`))
  const environment = { ...simulatorSettings(simulator), ...more }
  return {
    simulator,
    rollcall: await startServer('../src/server.ts', environment, join(logs, `${name}.log`), ['--expose-gc'])
  }
}

async function compare(how: string, pairs: readonly Pair[]): Promise<void> {
  for (const { rollcall } of pairs) await burst(rollcall)
  await Promise.all(pairs.map((pair) => turn(pair, true)))
  const before = await Promise.all(pairs.map(({ rollcall }) => state(rollcall)))
  const ratios: number[] = []
  const wells: number[] = []
  const hangs: number[] = []
  for (let round = 0; round < rounds; round++) {
    const times = await Promise.all(pairs.map((pair, place) => turn(pair, place === round % 2)))
    const [hang = NaN, well = NaN] = round % 2 === 0 ? times : times.toReversed()
    wells.push(well)
    hangs.push(hang)
    ratios.push(hang / well)
  }
  // A source that hung last has no connections left until its next call.
  await Promise.all(pairs.map((pair) => turn(pair, true)))
  const after = await Promise.all(pairs.map(({ rollcall }) => state(rollcall)))
  const ratio = median(ratios)
  print(
    `${how}: p99 of the others ${median(wells).toFixed(1)} ms, where ${hanging} hangs ${median(hangs).toFixed(1)} ms`
  )
  print(`  ratio ${ratio.toFixed(2)} (at most ${mostRatio}); rounds ${ratios.map((one) => one.toFixed(2)).join(' ')}`)
  if (ratio > mostRatio) process.exitCode = 1
  for (const [place, then] of before.entries()) {
    const now = after[place] ?? then
    print(`  before ${describe(then)}; after ${describe(now)}`)
    if (now.heapMb > then.heapMb + mostGrownMb || now.sockets > then.sockets + 10 || now.calls > 0) process.exitCode = 1
  }
}

/** All callers at once, so that the connection pools reach their final size. */
async function burst({ url }: Server): Promise<void> {
  const agent = new Agent({ keepAlive: true })
  await Promise.all(
    Array.from({ length: callers }, (_, place) => timed(`${url}/accounts?limit=${8 + (place % 90)}`, agent, place))
  )
  agent.destroy()
}

/** The 99th percentile of the other callers in milliseconds, while callers of all sources run. */
async function turn({ rollcall: { url }, simulator }: Pair, hangs: boolean): Promise<number> {
  const fault = `${simulator.url}/__faults/${hanging}`
  if (hangs) await fetch(fault, { method: 'PUT', body: '{"kind":"hang"}' })
  const over = new AbortController()
  const agent = new Agent({ keepAlive: true })
  const crowd = Array.from({ length: callers }, (_, place) => askAgain(url, agent, place, over.signal))
  await sleep(rampMs)
  const addresses = others.map((source) => `${url}/accounts?source=${source}&limit=20`)
  const times = await pacedTimes(addresses, { agent, turnMs, perSecond: othersPerSecond })
  over.abort()
  await Promise.all(crowd)
  if (hangs) await fetch(fault, { method: 'DELETE' })
  agent.destroy()
  return percentile99(times)
}

/** One caller of all sources. Each sends a different query, so that no two share a call. */
async function askAgain(url: string, agent: Agent, place: number, over: AbortSignal): Promise<void> {
  await pause((callerPauseMs * place) / callers, over)
  while (!over.aborted) {
    await Promise.all([timed(`${url}/accounts?limit=${8 + (place % 90)}`, agent, place), pause(callerPauseMs, over)])
  }
}

async function pause(ms: number, over: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: over }).catch(() => {})
}

/**
 * Sockets and files, the heap after garbage collection, and running or waiting calls, after the callers of the round have ended.
 */
async function state({ child, url }: Server) {
  await sleep(2000)
  const { heapBytes } = await usageOf(child)
  const text = await (await fetch(`${url}/metrics`)).text()
  const sum = (name: string): number =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))].reduce(
      (total, [, value]) => total + Number(value),
      0
    )
  return {
    sockets: sum('process_open_fds'),
    heapMb: heapBytes / 1e6,
    calls: sum('rollcall_upstream_in_flight') + sum('rollcall_upstream_waiting')
  }
}

function describe({ sockets, heapMb, calls }: Awaited<ReturnType<typeof state>>): string {
  return `${sockets} files and sockets, ${heapMb.toFixed(0)} MB of heap, ${calls} calls`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

await main()
