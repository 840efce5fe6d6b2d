import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isObject } from '../src/json.ts'
import { load, median, startServer, stopServer, type Server, type Turn } from './measure.ts'
import { settings } from './settings.ts'

/** `npm run bench`: Rollcall and two peers in turns, on one upstream. Prints a table and writes `bench/results.json`. */
const rounds = 7
const requestsPerTurn = 10_000

const contenders = {
  rollcall: '../src/server.ts',
  'pass-through': 'servers/pass-through.ts',
  'express-axios': 'servers/express-axios.ts'
} as const

interface Contender {
  readonly name: string
  readonly server: Server
  readonly turns: Turn[]
}

async function main(): Promise<void> {
  const logs = await mkdtemp(join(tmpdir(), 'rollcall-bench-'))
  const upstream = await startServer('upstream.ts', {}, join(logs, 'upstream.log'))
  const all: Contender[] = []
  for (const [name, file] of Object.entries(contenders)) {
    all.push({ name, server: await startServer(file, settings(upstream), join(logs, `${name}.log`)), turns: [] })
  }
  for (const { name, server } of all) await check(name, server)
  for (const { server } of all) await load(server, requestsPerTurn)
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < all.length; turn++) {
      const contender = all[(round + turn) % all.length]
      contender?.turns.push(await load(contender.server, requestsPerTurn))
    }
  }
  for (const { server } of all) await stopServer(server)
  await stopServer(upstream)
  await rm(logs, { recursive: true })
  const results = all.map((contender) => summary(contender, all))
  print(results)
  await writeFile(
    new URL('results.json', import.meta.url),
    `${JSON.stringify({ rounds, requestsPerTurn, results }, null, 2)}\n`
  )
}

/** Checks the answers first: servers with different answers cannot be compared. */
async function check(name: string, { url }: Server): Promise<void> {
  const response = await fetch(`${url}/accounts?source=tenant`)
  const body: unknown = await response.json()
  assert(isObject(body), `${name} answers with an object`)
  const list = isObject(body['data']) ? body['data']['thirdAccountMetaList'] : body['data']
  assert(Array.isArray(list) && list.length === 20, `${name} answers with 20 accounts`)
}

function summary({ name, turns }: Contender, all: readonly Contender[]) {
  const cpu = turns.map(({ cpuMicros }) => cpuMicros)
  return {
    name,
    cpuMicros: Math.round(median(cpu)),
    least: Math.round(Math.min(...cpu)),
    most: Math.round(Math.max(...cpu)),
    requestsPerSecond: Math.round(median(turns.map(({ requestsPerSecond }) => requestsPerSecond))),
    toPassThrough: ratio(turns, all, 'pass-through'),
    toExpressAxios: ratio(turns, all, 'express-axios')
  }
}

/** Median over the rounds of the two servers' CPU ratio in one round: the machine affects both alike. */
function ratio(turns: readonly Turn[], all: readonly Contender[], peer: keyof typeof contenders): number {
  const peerTurns = all.find(({ name }) => name === peer)?.turns ?? []
  const ratios = turns.map(({ cpuMicros }, round) => cpuMicros / (peerTurns[round]?.cpuMicros ?? NaN))
  return Number(median(ratios).toFixed(2))
}

function print(results: readonly ReturnType<typeof summary>[]): void {
  const lines = results.map(
    ({ name, cpuMicros, least, most, requestsPerSecond, toPassThrough, toExpressAxios }) =>
      `${name.padEnd(15)}${String(cpuMicros).padStart(8)}${`${least}-${most}`.padStart(14)}` +
      `${String(requestsPerSecond).padStart(12)}${toPassThrough.toFixed(2).padStart(16)}${toExpressAxios.toFixed(2).padStart(17)}`
  )
  const head = `${''.padEnd(15)}  CPU µs  least-most    requests/s  / pass-through  / express-axios`
  process.stdout.write(`${[head, ...lines].join('\n')}\n`)
}

await main()
