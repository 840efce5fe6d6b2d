import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load, startServer, stopServer, type Server } from './measure.ts'
import { simulatorSettings } from './settings.ts'

/**
 * `npm run bench:survivors`: how many bytes of a request survive a scavenge and move to the old generation, where only a full
 * collection frees them. Memory, unlike time, does not depend on what else the machine does. Ends with 1 above the bound.
 */
const amount = 4000
const connections = 32
/** Version 1.0.0 was at 5,900 and 7,800 in every run. */
const maxBytesPerRequest = 3000
/** About one run in six with four sources is at 6,000 or more; its cause is not known (bench/README.md). The least of the runs counts. */
const maxRuns = 4

const cases = {
  'one source': '/accounts?source=tenant',
  'four sources': '/accounts?source=tenant,scope,industry,iam'
}

/** A busy machine must not make a call time out. */
const patience = {
  TENANT_TIMEOUT_MS: '60000',
  SCOPE_TIMEOUT_MS: '60000',
  INDUSTRY_TIMEOUT_MS: '60000',
  IAM_TIMEOUT_MS: '60000'
}

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-survivors-'))
  const simulator = await startServer('simulator.ts', {}, join(directory, 'simulator.log'))
  for (const [name, path] of Object.entries(cases)) {
    let least = Infinity
    for (let run = 0; run < maxRuns && least > maxBytesPerRequest; run++) {
      least = Math.min(least, await measure(simulator, path, join(directory, 'rollcall.log')))
    }
    process.stdout.write(`${name.padEnd(16)}${Math.round(least)} bytes per request survive\n`)
    if (least > maxBytesPerRequest) process.exitCode = 1
  }
  await stopServer(simulator)
  await rm(directory, { recursive: true })
}

/** Bytes per request that survive, in a service of its own. */
async function measure(simulator: Server, path: string, log: string): Promise<number> {
  const environment = { ...simulatorSettings(simulator), ...patience }
  const rollcall = await startServer('../src/server.ts', environment, log, ['--trace-gc'])
  await load(rollcall, amount, path, connections)
  const warmUp = (await readFile(log, 'utf8')).length
  await load(rollcall, amount, path, connections)
  const bytes = promotedBytes((await readFile(log, 'utf8')).slice(warmUp))
  await stopServer(rollcall)
  // A full collection between two scavenges frees what counted before: the difference is then no measure.
  return bytes < 0 ? Infinity : bytes / amount
}

/** What the heap grows by from the end of one scavenge to the end of the next, added up. */
function promotedBytes(trace: string): number {
  let promoted = 0
  let before: number | null = null
  for (const [, kind, size] of trace.matchAll(/ms: (Scavenge|Mark-Compact).*? -> ([\d.]+) \(/g)) {
    const after = Number(size) * 1_048_576
    if (kind === 'Scavenge' && before !== null) promoted += after - before
    before = after
  }
  return promoted
}

await main()
