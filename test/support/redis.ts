import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Test } from 'tap'

export interface RedisServer {
  readonly url: string
  /** Starts it again after `kill`, empty, on the same port; resolves when it takes connections. */
  start(): Promise<void>
  /** Ends it as a crash would; resolves when it is gone. */
  kill(): Promise<void>
  /** Lets it hang: connections stay, nothing is answered. */
  pause(): void
  resume(): void
}

const installed = spawnSync('redis-server', ['--version']).status === 0

/** Why tests with Redis cannot run; false where they can. Within continuous integration they never skip. */
export const withoutRedis =
  !installed && process.env['CI'] === undefined && 'needs redis-server, from the Debian package of that name'

/** A real Redis on a free port, which keeps nothing on disk; it ends with the test. */
export async function startRedis(t: Test, ...args: string[]): Promise<RedisServer> {
  const port = await freePort()
  const folder = t.testdir()
  let child: ChildProcess | null = null
  const start = async (): Promise<void> => {
    const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no']
    const started = spawn('redis-server', [...place, ...args])
    child = started
    let output = ''
    started.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    while (!output.includes('Ready to accept connections')) await once(started.stdout, 'data')
  }
  const kill = async (): Promise<void> => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  t.teardown(kill)
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    kill,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT')
  }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
