import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, median } from './measure.ts'

const rounds = 5
const pollMs = 5
const idleMs = 2000

interface Start {
  readonly elapsedMs: number
  readonly cpuMs: number
  readonly idleMegabytes: number
}

/**
 * `node bench/start.ts [program…]`: the time until each program answers, and its memory two seconds later. Linux only. A program
 * is the path of `server.ts` in a checkout, or of `server.js` in a bundle. With `NODE_COMPILE_CACHE` it has a compile cache.
 */
async function main(programs: readonly string[]): Promise<void> {
  const starts = new Map(programs.map((program): [string, Start[]] => [program, []]))
  // The first round fills the caches.
  for (let round = 0; round <= rounds; round++) {
    for (const [program, measured] of starts) {
      const start = await measure(program)
      if (round > 0) measured.push(start)
    }
  }
  for (const [program, measured] of starts) {
    const of = (name: keyof Start): string => Math.round(median(measured.map((start) => start[name]))).toString()
    process.stdout.write(`${program}: ${of('elapsedMs')} ms, CPU ${of('cpuMs')} ms, idle ${of('idleMegabytes')} MB\n`)
  }
}

async function measure(program: string): Promise<Start> {
  const port = await freePort()
  const startedAt = performance.now()
  const child = spawn(process.execPath, [resolve(program)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      GATEWAY_BASE_URL: 'http://127.0.0.1:1',
      GATEWAY_APP_KEY: 'bench',
      GATEWAY_APP_SECRET: 'bench-secret'
    }
  })
  const ended = once(child, 'exit')
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`)
    await sleep(pollMs)
  }
  const elapsedMs = performance.now() - startedAt
  const cpuMs = cpuOf(child.pid)
  await sleep(idleMs)
  const idleMegabytes = residentOf(child.pid)
  child.kill('SIGTERM')
  await ended
  return { elapsedMs, cpuMs, idleMegabytes }
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/livez`)).ok
  } catch {
    return false
  }
}

/** User and system time (proc_pid_stat(5), fields 14 and 15), in ticks of 10 ms. */
function cpuOf(pid: number | undefined): number {
  const [, user = 0, system = 0] =
    /^.*\) \S(?: -?\d+){10} (\d+) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
  return (Number(user) + Number(system)) * 10
}

function residentOf(pid: number | undefined): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

const programs = process.argv.slice(2)
await main(programs.length === 0 ? ['src/server.ts'] : programs)
