import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Type, type Static } from 'typebox'
import { Parse } from 'typebox/value'
import { load, startServer, stopServer } from './measure.ts'
import { settings } from './settings.ts'

/** `node bench/profile.ts`: Rollcall's CPU time by group of files and by function, as shares of the busy time. */
const amount = 60_000
const functionsShown = 25

const profileSchema = Type.Object({
  nodes: Type.Array(
    Type.Object({
      id: Type.Integer(),
      callFrame: Type.Object({ functionName: Type.String(), url: Type.String(), lineNumber: Type.Integer() })
    })
  ),
  samples: Type.Array(Type.Integer()),
  timeDeltas: Type.Array(Type.Integer())
})
type Profile = Static<typeof profileSchema>
type Frame = Profile['nodes'][number]['callFrame']

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-profile-'))
  const upstream = await startServer('upstream.ts', {}, join(directory, 'upstream.log'))
  const profiling = ['--cpu-prof', '--cpu-prof-interval=200', `--cpu-prof-dir=${directory}`]
  const rollcall = await startServer('../src/server.ts', settings(upstream), join(directory, 'rollcall.log'), profiling)
  await load(rollcall, amount)
  await stopServer(rollcall)
  await stopServer(upstream)
  const file = (await readdir(directory)).find((name) => name.endsWith('.cpuprofile')) ?? ''
  const profile = Parse(profileSchema, JSON.parse(await readFile(join(directory, file), 'utf8')))
  await rm(directory, { recursive: true })
  const groups = sumBy(profile, groupOf)
  const busy = groups.values().reduce((sum, micros) => sum + micros, 0)
  print('group', groups, busy, Infinity)
  print(
    'file of ours',
    sumBy(profile, ({ url }) => ownFile(url)),
    busy,
    functionsShown
  )
  print('function', sumBy(profile, functionOf), busy, functionsShown)
}

/** Microseconds of self time by the key of a frame; null leaves the frame out. */
function sumBy({ nodes, samples, timeDeltas }: Profile, keyOf: (frame: Frame) => string | null): Map<string, number> {
  const keys = new Map(nodes.map(({ id, callFrame }) => [id, isIdle(callFrame) ? null : keyOf(callFrame)]))
  const sums = new Map<string, number>()
  samples.forEach((id, place) => {
    const key = keys.get(id) ?? null
    // A sample counts for the time until the next one.
    if (key !== null) sums.set(key, (sums.get(key) ?? 0) + (timeDeltas[place + 1] ?? 0))
  })
  return sums
}

function print(title: string, sums: ReadonlyMap<string, number>, busy: number, most: number): void {
  const lines = [...sums].toSorted(([, left], [, right]) => right - left).slice(0, most)
  const text = lines.map(([key, micros]) => `${((100 * micros) / busy).toFixed(1).padStart(6)} %  ${key}`)
  process.stdout.write(`\nself time by ${title}\n${text.join('\n')}\n`)
}

function isIdle({ functionName }: Frame): boolean {
  return functionName === '(idle)' || functionName === '(root)'
}

function ownFile(url: string): string | null {
  return url.match(/\/(src\/(?!.*node_modules).*)$/)?.[1] ?? null
}

const groups: readonly (readonly [pattern: RegExp, group: string])[] = [
  [/node_modules\/undici\//, 'undici'],
  [/node_modules\/(pino|@pinojs|sonic-boom|quick-format-unescaped|safe-stable)/, 'pino'],
  [/node_modules\/(ajv|@fastify\/ajv)/, 'ajv'],
  [/node_modules\/(fastify|find-my-way|avvio|@fastify|fast-)/, 'fastify'],
  [/node_modules\//, 'other packages'],
  [/^node:(_http|internal\/http|http)/, 'node: http'],
  [/^node:(net|internal\/(stream|net)|stream)|stream_base/, 'node: sockets and streams'],
  [/^node:internal\/crypto|^node:crypto/, 'node: crypto'],
  [/^node:(internal\/)?(timers|process|async|event|events|abort)/, 'node: timers, events, ticks'],
  [/^node:/, 'node: other']
]

function groupOf({ url, functionName }: Frame): string {
  if (ownFile(url) !== null) return 'our own code'
  const named = groups.find(([pattern]) => pattern.test(url))?.[1]
  if (named !== undefined) return named
  if (url !== '') return 'other'
  if (functionName === '(garbage collector)') return 'garbage collection'
  return functionName.startsWith('write') ? 'writing to sockets' : 'native, other'
}

function functionOf({ functionName, url, lineNumber }: Frame): string {
  const place = ownFile(url) ?? url.replace(/^.*\/node_modules\//, '')
  return `${functionName || '(anonymous)'}  ${place === '' ? 'native' : `${place}:${lineNumber + 1}`}`
}

await main()
