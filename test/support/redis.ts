import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Test } from 'tap'

export interface RedisServer {
  readonly url: string
  readonly port: number
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
    const died = once(started, 'exit').then(() => Promise.reject(new Error(`redis-server ended: ${output}`)))
    died.catch(() => {})
    while (!output.includes('Ready to accept connections')) await Promise.race([once(started.stdout, 'data'), died])
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
    port,
    start,
    kill,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT')
  }
}

/** A free port below those that the kernel gives to outgoing connections: it is still free a while later, and again. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    const server = createServer().listen(port, '127.0.0.1')
    // Rejects where the port is taken.
    const free = await once(server, 'listening').then(
      () => true,
      () => false
    )
    server.close()
    if (free) return port
  }
}
