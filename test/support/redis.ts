import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Test } from 'tap'

export interface RedisServer {
  readonly url: string
  readonly port: number
  /** Restarts it after `kill`, empty and on the same port. Resolves when it accepts connections. */
  start(): Promise<void>
  /** Kills it like a crash. Resolves when it has ended. */
  kill(): Promise<void>
  /** Makes it hang: connections stay open without answers. */
  pause(): void
  resume(): void
}

const installed = spawnSync('redis-server', ['--version']).status === 0

/** Why tests with Redis cannot run; false if they can. In continuous integration they never skip. */
export const withoutRedis =
  !installed && process.env['CI'] === undefined && 'needs redis-server, from the Debian package of that name'

/** A real Redis on a free port, without persistence. It ends with the test. */
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

/** A free port below the kernel's range for outgoing connections, so that it stays free. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    const server = createServer().listen(port, '127.0.0.1')
    // Rejects if the port is in use.
    const free = await once(server, 'listening').then(
      () => true,
      () => false
    )
    server.close()
    if (free) return port
  }
}
