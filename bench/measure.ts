import assert from 'node:assert/strict'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import autocannon from 'autocannon'
import { Type, type Static } from 'typebox'
import { Parse } from 'typebox/value'

/** A server in its own process. */
export interface Server {
  readonly child: ChildProcess
  readonly url: string
}

/** The cost of one turn of a server. */
export interface Turn {
  /** CPU of the server's process per request, user and system, all threads. */
  readonly cpuMicros: number
  readonly requestsPerSecond: number
}

const usualConnections = 10

/**
 * Starts a file of `bench/` or `src/` as a child process, with its standard output in `logFile`, and waits until it accepts
 * connections.
 */
export async function startServer(
  file: string,
  environment: Readonly<Record<string, string>>,
  logFile: string,
  nodeOptions: readonly string[] = []
): Promise<Server> {
  const port = await freePort()
  const child = fork(new URL(file, import.meta.url), {
    execArgv: ['--import', new URL('usage.ts', import.meta.url).href, ...nodeOptions],
    env: { PATH: process.env['PATH'], PORT: String(port), ...environment },
    stdio: ['ignore', openSync(logFile, 'w'), 'inherit', 'ipc']
  })
  const url = `http://127.0.0.1:${port}`
  await untilListening(url, child)
  return { child, url }
}

export async function stopServer({ child }: Server): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

/** Sends a fixed number of requests and measures their cost. Throws if one of them is not answered with 200. */
export async function load(
  { child, url }: Server,
  amount: number,
  path = '/accounts?source=tenant',
  connections = usualConnections
): Promise<Turn> {
  const { cpuMicros: before } = await usageOf(child)
  const startedAt = performance.now()
  let lastAnswerAt = startedAt
  const options = { url: `${url}${path}`, connections, amount, requests: [{ setupRequest: inAnotherLanguage }] }
  const loaded = new AbortController()
  const result = await Promise.race([
    new Promise<autocannon.Result>((resolve, reject) => {
      const running = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)))
      // autocannon itself ends on full seconds only, and never without an answer.
      running.on('response', () => (lastAnswerAt = performance.now()))
    }),
    deathOf(child, loaded.signal)
  ])
  loaded.abort()
  const { cpuMicros: after } = await usageOf(child)
  assert.equal(result['2xx'], amount, 'every request is answered with 200')
  return { cpuMicros: (after - before) / amount, requestsPerSecond: (amount * 1000) / (lastAnswerAt - startedAt) }
}

let asked = 0

/** Equal reads at the same time share one upstream call, so each request here has a language of its own. */
function inAnotherLanguage(request: autocannon.Request): autocannon.Request {
  asked++
  return { ...request, headers: { ...request.headers, 'accept-language': `en-${asked.toString(36).padStart(6, '0')}` } }
}

async function deathOf(child: ChildProcess, signal: AbortSignal): Promise<never> {
  await once(child, 'exit', { signal })
  throw new Error('the server ended under load')
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = sorted.length / 2
  const [low = 0, high = low] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1)
  return (low + high) / 2
}

/** Usage of a server's process so far: CPU of all threads, current resident memory, and the heap. */
export async function usageOf(child: ChildProcess): Promise<Usage> {
  const answer = once(child, 'message')
  child.send('usage')
  const [usage]: unknown[] = await answer
  return Parse(usageSchema, usage)
}

const usageSchema = Type.Object({ cpuMicros: Type.Number(), residentBytes: Type.Number(), heapBytes: Type.Number() })
type Usage = Static<typeof usageSchema>

async function untilListening(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    try {
      await fetch(`${url}/livez`)
      return
    } catch {
      await sleep(50)
    }
  }
  throw new Error('the server ended before it listened')
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert(typeof address === 'object' && address !== null)
  server.close()
  await once(server, 'close')
  return address.port
}
