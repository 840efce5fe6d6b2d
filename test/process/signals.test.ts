import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import t, { type Test } from 'tap'
import { missedSignal } from '../../src/process/signals.ts'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'
import { unmeasured, withoutRunner } from '../support/child.ts'
import { until } from '../support/until.ts'

const root = resolve(import.meta.dirname, '../..')
const ports = { PORT: '0', SIMULATOR_PORT: '0' }
const programs: readonly [name: string, path: string, settings: Record<string, string>][] = [
  ['the service', 'src/server.ts', { ...sandboxSettings('http://127.0.0.1:1'), ...ports }],
  ['the sandbox', 'simulator/src/sandbox.ts', ports],
  ['the simulator', 'simulator/src/main.ts', ports]
]

/** The command of a program that gets SIGTERM while it loads module number `SIGNAL_AT`. */
function signalled(path: string): [command: string, args: string[]] {
  return [process.execPath, ['--import', import.meta.resolve('../support/signal-at.ts'), path]]
}

async function endOf([command, args]: [string, string[]], settings: Record<string, string>): Promise<unknown[]> {
  const child = spawn(command, args, { env: { ...process.env, ...settings }, stdio: ['ignore', 'ignore', 'inherit'] })
  return once(child, 'exit')
}

for (const [name, path, settings] of programs) {
  void t.test(`SIGTERM while ${name} is loading: exit 0`, async (t) => {
    // The program and its handlers are the first two.
    const places = [3, 8, 24]
    const ends = await Promise.all(
      places.map((place) => endOf(signalled(path), { ...settings, SIGNAL_AT: String(place) }))
    )
    t.same(
      ends,
      places.map(() => [0, null])
    )
  })
}

void t.test('the bundles install the signal handlers before they load anything', async (t) => {
  const folder = t.testdir()
  execFileSync(process.execPath, [join(root, 'deploy/bundle.ts'), folder])
  const bundles = ['service/server.js', 'sandbox/sandbox.js', 'sandbox/simulator.js']
  // The first three are the program, its handlers, and what every part of a bundle shares.
  const ends = await Promise.all(
    bundles.map((bundle, index) =>
      endOf(withoutRunner(...signalled(join(folder, bundle))), { ...programs[index]?.[2], SIGNAL_AT: '4' })
    )
  )
  t.same(
    ends,
    bundles.map(() => [0, null])
  )
})

const mayUnshare = spawnSync('unshare', ['--pid', '--fork', 'true']).status === 0

for (const [name, path, settings] of programs) {
  void t.test(
    `SIGTERM while Node itself is starting ${name}, as PID 1: exit 0`,
    { skip: !mayUnshare && 'needs the right to make a PID namespace' },
    async (t) => {
      const { child, pid } = await startAsFirst(t, path, settings)
      const ended = once(child, 'exit')
      process.kill(pid, 'SIGTERM')
      t.same(await ended, [0, null])
    }
  )
}

/** A program as PID 1 of its own namespace, from the moment when Node has installed its first handlers. */
async function startAsFirst(t: Test, path: string, settings: Record<string, string>) {
  // The modules that the test runner preloads into Node have their own handlers.
  const [command, args] = withoutRunner(process.execPath, [path])
  const child = spawn('unshare', ['--pid', '--fork', '--kill-child', command, ...args], {
    env: { ...process.env, ...unmeasured, ...settings },
    stdio: ['ignore', 'ignore', 'inherit']
  })
  t.teardown(() => child.kill('SIGKILL'))
  let pid = 0
  await until(() => {
    pid = Number(textOf(`/proc/${child.pid}/task/${child.pid}/children`))
    // Waits until Node is running and has its handler for SIGTERM (15).
    const [, name = '', caught = '0'] = /^Name:\t(.*)\n[^]*^SigCgt:\t(.*)$/m.exec(textOf(`/proc/${pid}/status`)) ?? []
    return !/^(unshare|env)$/.test(name) && (BigInt(`0x${caught}`) >> 14n) % 2n === 1n
  })
  return { child, pid }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

void t.test('a missing handler of Node shows a missed signal', async (t) => {
  for (const [caught, missed] of [
    ['0000000100004602', false],
    ['0000000100000602', true],
    ['0000000100004600', true],
    ['0000000100000600', false],
    ['0000000000000000', false]
  ] as const) {
    t.equal(missedSignal(`Name:\tnode\nSigIgn:\t0000000000001000\nSigCgt:\t${caught}\nCapInh:\t0\n`), missed, caught)
  }
  t.equal(missedSignal('Name:\tnode\n'), false, 'a system without the line')
})
