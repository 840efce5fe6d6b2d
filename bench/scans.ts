import { mkdtemp, rm } from 'node:fs/promises'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isObject } from '../src/json.ts'
import { load, median, startServer, stopServer, type Server } from './measure.ts'
import { pacedTimes, percentile99, timed } from './paced.ts'
import { simulatorSettings } from './settings.ts'

/**
 * `npm run bench:scans`: compares a scan of 2,000 rows with an export of the same rows, and an account by its id, just shown by a
 * list, with a page of 20. The simulator is the upstream.
 */
const rounds = 5
const scan = '/accounts?source=industry&email=nobody@example.com&scan=allow&limit=100'
const exported = '/accounts/export?source=industry'
const page = '/accounts?source=industry&limit=20'

async function main(): Promise<void> {
  const logs = await mkdtemp(join(tmpdir(), 'rollcall-bench-'))
  const simulator = await startServer('simulator.ts', {}, join(logs, 'simulator.log'))
  const rollcall = await startServer('../src/server.ts', simulatorSettings(simulator), join(logs, 'rollcall.log'))
  await compare(rollcall, {
    what: 'scan of 2,000 rows',
    path: scan,
    peer: 'their export',
    peerPath: exported,
    amount: 30
  })
  const byId = `/accounts/${await shownId(rollcall)}`
  await compare(rollcall, { what: 'account by its id', path: byId, peer: 'page of 20', peerPath: page, amount: 1000 })
  await compareNeighbours(rollcall)
  await stopServer(rollcall)
  await stopServer(simulator)
  await rm(logs, { recursive: true })
}

interface Comparison {
  readonly what: string
  readonly path: string
  readonly peer: string
  readonly peerPath: string
  readonly amount: number
}

async function compare(server: Server, { what, path, peer, peerPath, amount }: Comparison): Promise<void> {
  for (const each of [path, peerPath]) await load(server, amount, each)
  const ratios: number[] = []
  const micros: number[] = []
  for (let round = 0; round < rounds; round++) {
    const other = await load(server, amount, peerPath)
    const own = await load(server, amount, path)
    ratios.push(own.cpuMicros / other.cpuMicros)
    micros.push(own.cpuMicros)
  }
  const spread = `${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}`
  process.stdout.write(
    `${what.padEnd(22)}${median(micros).toFixed(0).padStart(8)} µs CPU, to ${peer} ${median(ratios).toFixed(2)} (${spread})\n`
  )
}

/** Prints the 99th percentile of plain pages while four callers scan, to that without. */
async function compareNeighbours({ url }: Server): Promise<void> {
  const agent = new Agent({ keepAlive: true })
  const turn = async () => percentile99(await pacedTimes([`${url}${page}`], { agent, turnMs: 5000, perSecond: 60 }))
  await turn()
  const ratios: number[] = []
  for (let round = 0; round < rounds; round++) {
    const alone = await turn()
    const over = new AbortController()
    const scans = Promise.all([1, 2, 3, 4].map((caller) => scanAgain(url, agent, caller, over.signal)))
    ratios.push((await turn()) / alone)
    over.abort()
    await scans
  }
  agent.destroy()
  const all = ratios.map((ratio) => ratio.toFixed(2)).join(' ')
  process.stdout.write(
    `p99 of pages of 20 while four callers scan, to that without: ${median(ratios).toFixed(2)} (${all})\n`
  )
}

async function scanAgain(url: string, agent: Agent, caller: number, over: AbortSignal): Promise<void> {
  for (let scans = 0; !over.aborted; scans++) await timed(`${url}${scan}`, agent, 5000 + caller + 4 * scans)
}

async function shownId({ url }: Server): Promise<string> {
  const answer: unknown = await (await fetch(`${url}${page}`)).json()
  const [first]: unknown[] = isObject(answer) && Array.isArray(answer['data']) ? answer['data'] : []
  if (!isObject(first) || typeof first['id'] !== 'string') throw new Error('the page shows no account')
  return encodeURIComponent(first['id'])
}

await main()
