import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isObject } from '../src/json.ts'
import { load, median, startServer, stopServer, type Server } from './measure.ts'
import { simulatorSettings } from './settings.ts'

/**
 * `npm run bench:scans`: what a scan of 2,000 rows costs beside the export of the same rows, and an account by its id, where a list has
 * just shown it, beside a page of 20. The simulator is the upstream.
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

async function shownId({ url }: Server): Promise<string> {
  const answer: unknown = await (await fetch(`${url}${page}`)).json()
  const [first]: unknown[] = isObject(answer) && Array.isArray(answer['data']) ? answer['data'] : []
  if (!isObject(first) || typeof first['id'] !== 'string') throw new Error('the page shows no account')
  return encodeURIComponent(first['id'])
}

await main()
