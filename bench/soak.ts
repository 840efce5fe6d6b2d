import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadMixed, type Tally } from './load-mixed.ts'
import { startServer, stopServer, usageOf, type Server } from './measure.ts'
import { simulatorSettings } from './settings.ts'

/**
 * `npm run soak`: the service under steady mixed load for SOAK_MINUTES (10), while upstreams fail and recover. Prints the curve
 * of its memory. Exits with 1 if memory grows after warm-up, or at any unexpected answer.
 */
const minutes = Number(process.env['SOAK_MINUTES'] ?? 10)
const perSecond = 100
const sampleMs = 5000
/** Warm-up: caches fill and code is compiled. */
const warmUpPart = 0.3
/** Max growth in megabytes per hour, after garbage collection. A leak of a hundred bytes per request would exceed it. */
const mostHeapPerHour = 30
const mostResidentPerHour = 200

interface Sample {
  readonly atMs: number
  readonly heapMb: number
  readonly residentMb: number
}

/** Faults of a source, one after the other, with a pause between them. */
const faults: readonly (readonly [source: string, fault: object])[] = [
  ['tenant', { kind: 'http', status: 503 }],
  ['iam', { kind: 'hang' }],
  ['scope', { kind: 'reset' }],
  ['industry', { kind: 'delay', ms: 400 }],
  ['identity', { kind: 'envelope', code: 500, message: 'Server Error' }],
  ['tenant', { kind: 'truncate' }],
  ['industry', { kind: 'throttle', retryAfter: 1 }],
  ['scope', { kind: 'body', text: 'x' }],
  ['iam', { kind: 'oversize', bytes: 10_000_000 }]
]
const faultMs = 6000

/** Expected outcomes of failing upstreams and of callers' mistakes. Any other 4xx or 5xx, or a broken connection, is an error. */
const expected =
  /^\S+ (200|302|400 invalid-request|404 (account-)?not-found|405 \S+|50[234] (upstream-\S+|circuit-open)|left)$|^export (aborted|ECONNRESET)$/

async function main(): Promise<void> {
  const logs = await mkdtemp(join(tmpdir(), 'rollcall-soak-'))
  const simulator = await startServer('simulator.ts', {}, join(logs, 'simulator.log'))
  const rollcall = await startServer('../src/server.ts', settings(simulator), '/dev/null', ['--expose-gc'])
  const tally: Tally = new Map()
  const over = AbortSignal.timeout(minutes * 60_000)
  const samples: Sample[] = []
  await Promise.all([
    loadMixed(rollcall.url, perSecond, tally, over),
    play(simulator, over),
    watch(rollcall, samples, over)
  ])
  await stopServer(rollcall)
  await stopServer(simulator)
  await rm(logs, { recursive: true })
  report(samples, tally)
}

function settings(simulator: Server): Record<string, string> {
  return {
    ...simulatorSettings(simulator),
    BREAKER_COOLDOWN_MS: '1000',
    CACHE_TTL_MS: '500',
    CACHE_STALE_IF_ERROR_MS: '2000',
    CACHE_MAX_BYTES: '8000000'
  }
}

/** Resolves after a time, or when the run is over. */
async function pause(ms: number, over: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: over }).catch(() => {})
}

async function play({ url }: Server, over: AbortSignal): Promise<void> {
  for (let turn = 0; !over.aborted; turn++) {
    const [source, fault] = faults[turn % faults.length] ?? ['tenant', {}]
    const at = `${url}/__faults/${source}`
    await fetch(at, { method: 'PUT', body: JSON.stringify(fault) })
    await pause(faultMs, over)
    await fetch(at, { method: 'DELETE' })
    await pause(faultMs, over)
  }
}

async function watch({ child, url }: Server, samples: Sample[], over: AbortSignal): Promise<void> {
  const startedAt = performance.now()
  while (!over.aborted) {
    await pause(sampleMs, over)
    // Collects garbage first, so that only retained memory counts.
    await usageOf(child)
    const text = await (await fetch(`${url}/metrics`)).text()
    const megabytes = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]) / 1e6
    samples.push({
      atMs: performance.now() - startedAt,
      heapMb: megabytes('nodejs_heap_size_used_bytes'),
      residentMb: megabytes('process_resident_memory_bytes')
    })
  }
}

function report(samples: readonly Sample[], tally: Tally): void {
  const most = Math.max(...samples.map(({ residentMb }) => residentMb))
  const shown = samples.filter((_sample, place) => place % Math.ceil(samples.length / 30) === 0)
  for (const { atMs, heapMb, residentMb } of shown) {
    const bar = '#'.repeat((heapMb / most) * 50).padEnd((residentMb / most) * 50, '-')
    print(
      `${(atMs / 60_000).toFixed(1).padStart(6)} min  heap ${heapMb.toFixed(0).padStart(4)} MB  resident ${residentMb.toFixed(0).padStart(4)} MB  ${bar}`
    )
  }
  const warm = samples.filter(({ atMs }) => atMs > minutes * 60_000 * warmUpPart)
  const heap = slopePerHour(warm, ({ heapMb }) => heapMb)
  const resident = slopePerHour(warm, ({ residentMb }) => residentMb)
  print(
    `slope after warm-up: heap ${heap.toFixed(1)} MB an hour (at most ${mostHeapPerHour}), resident ${resident.toFixed(1)} (at most ${mostResidentPerHour})`
  )
  for (const [what, times] of [...tally].toSorted(([left], [right]) => left.localeCompare(right)))
    print(`${String(times).padStart(8)}  ${what}${expected.test(what) ? '' : '  UNEXPECTED'}`)
  const unexpected = [...tally.keys()].filter((what) => !expected.test(what))
  if (unexpected.length > 0 || heap > mostHeapPerHour || resident > mostResidentPerHour) process.exitCode = 1
}

/** Growth of a value per hour, by least squares. */
function slopePerHour(samples: readonly Sample[], valueOf: (sample: Sample) => number): number {
  const meanAt = mean(samples.map(({ atMs }) => atMs))
  const meanValue = mean(samples.map(valueOf))
  const covariance = mean(samples.map((sample) => (sample.atMs - meanAt) * (valueOf(sample) - meanValue)))
  return (covariance / mean(samples.map(({ atMs }) => (atMs - meanAt) ** 2))) * 3_600_000
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

await main()
