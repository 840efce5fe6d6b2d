import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load, median, startServer, stopServer, usageOf, type Server } from './measure.ts'
import { simulatorSettings } from './settings.ts'

/**
 * `npm run bench:several`: compares a page from four sources with a page from one, measures Rollcall's own time in it, and
 * compares an export of 100,000 accounts with pages of 100. The simulator is the upstream.
 */
const rounds = 5
const requestsPerTurn = 2000
const oneSource = '/accounts?source=tenant&limit=20'
const fourSources = '/accounts?limit=20'
const pageOf100 = '/accounts?source=industry&limit=100'

async function main(): Promise<void> {
  const logs = await mkdtemp(join(tmpdir(), 'rollcall-bench-'))
  const simulator = await startServer('simulator.ts', {}, join(logs, 'simulator.log'))
  const rollcall = await startServer('../src/server.ts', simulatorSettings(simulator), join(logs, 'rollcall.log'))
  for (const path of [oneSource, fourSources]) await load(rollcall, 500, path)

  const ratios: number[] = []
  const micros: [one: number, four: number][] = []
  for (let round = 0; round < rounds; round++) {
    const one = await load(rollcall, requestsPerTurn, oneSource)
    const four = await load(rollcall, requestsPerTurn, fourSources)
    ratios.push(four.cpuMicros / one.cpuMicros)
    micros.push([one.cpuMicros, four.cpuMicros])
  }
  print('one source, 20 accounts', `${median(micros.map(([one]) => one)).toFixed(0)} µs CPU`)
  print('four sources, 5 accounts each', `${median(micros.map(([, four]) => four)).toFixed(0)} µs CPU`)
  print('four to one', `${median(ratios).toFixed(2)} (at most 2.5)`)
  print(
    'our own time on top of the slowest source',
    `${(await ownTime(rollcall)).toFixed(2)} ms at the median (at most 2)`
  )

  await stopServer(rollcall)
  await stopServer(simulator)
  await measureExport(logs)
  await rm(logs, { recursive: true })
}

async function measureExport(logs: string): Promise<void> {
  const simulator = await startServer('simulator.ts', { SCALE: '50' }, join(logs, 'simulator.log'))
  const rollcall = await startServer('../src/server.ts', simulatorSettings(simulator), join(logs, 'rollcall.log'))
  await exportAll(rollcall, 'tenant')
  // An export replaces one client that walks. Many clients at once share the turns of the event loop.
  const walked = await load(rollcall, 1000, pageOf100, 1)
  const crowd = await load(rollcall, 1000, pageOf100)
  for (const [who, { cpuMicros }] of [
    ['pages of 100, one client', walked],
    ['pages of 100, ten clients', crowd]
  ] as const) {
    print(who, `${((100 * 1e6) / cpuMicros).toFixed(0)} accounts a CPU second`)
  }
  const { rows, cpuMicros, grownBytes } = await exportAll(rollcall, 'industry')
  print(`export of ${rows}`, `${((rows * 1e6) / cpuMicros).toFixed(0)} accounts a CPU second`)
  print('memory during the export', `${(grownBytes / 1e6).toFixed(1)} MB more at most (less than 40)`)
  await stopServer(rollcall)
  await stopServer(simulator)
}

/** Median of the milliseconds from request to answer, minus those of the slowest source, one request at a time. */
async function ownTime({ url }: Server): Promise<number> {
  const own: number[] = []
  for (let request = 0; request < 500; request++) {
    const startedAt = performance.now()
    const response = await fetch(url + fourSources)
    await response.arrayBuffer()
    const took = performance.now() - startedAt
    const sources = [...(response.headers.get('server-timing') ?? '').matchAll(/dur=([\d.]+)/g)].map(([, ms]) =>
      Number(ms)
    )
    own.push(took - Math.max(...sources))
  }
  return median(own)
}

async function exportAll({ child, url }: Server, source: string) {
  const before = await usageOf(child)
  let most = before.residentBytes
  let rows = -1
  const response = await fetch(`${url}/accounts/export?source=${source}`)
  let chunks = 0
  for await (const chunk of response.body ?? []) {
    for (const byte of chunk) if (byte === 10) rows++
    if (++chunks % 50 === 0) most = Math.max(most, (await usageOf(child)).residentBytes)
  }
  const after = await usageOf(child)
  const grownBytes = Math.max(most, after.residentBytes) - before.residentBytes
  return { rows, cpuMicros: after.cpuMicros - before.cpuMicros, grownBytes }
}

function print(what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(46)}${figure}\n`)
}

await main()
