import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

export interface Child {
  readonly process: ChildProcess
  readonly output: () => string
  /** Resolves with the first match of the pattern in the output. Rejects if the process ends without one. */
  readonly said: (pattern: RegExp) => Promise<string>
}

/**
 * The environment of a process that is not measured for coverage: it starts in a third of the time, from compiled code. For
 * what other tests cover.
 */
export const unmeasured = {
  NODE_OPTIONS: '',
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url))
} as const

/** The command without what the test runner puts into `NODE_OPTIONS` of every process that it sees start. */
export function withoutRunner(command: string, args: readonly string[]): [command: string, args: string[]] {
  return ['env', ['-u', 'NODE_OPTIONS', command, ...args]]
}

/** A busy machine must not cause load shedding. */
const patient = { MAX_EVENT_LOOP_DELAY_MS: '0' }

/** Runs one of our scripts as a process, or another command with arguments. It ends with the test. */
export function startChild(t: Test, script: string, environment: Record<string, string>, args?: string[]): Child {
  const given: readonly [string, string[]] = args === undefined ? [process.execPath, [script]] : [script, args]
  const [command, params] = environment['NODE_OPTIONS'] === '' ? withoutRunner(...given) : given
  const child = spawn(command, params, { env: { ...process.env, ...patient, ...environment } })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  t.teardown(() => child.kill('SIGKILL'))
  let isClosed = false
  const closed = once(child, 'close').then(() => (isClosed = true))
  const said = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = pattern.exec(output)?.[0]
      if (found !== undefined) return found
      if (isClosed) throw new Error(`it ended: ${output}`)
      await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), closed])
    }
  }
  return { process: child, output: () => output, said }
}

/** The service as a process, once it listens. It is not measured. */
export async function startServer(
  t: Test,
  environment: Record<string, string>
): Promise<Child & { readonly url: string }> {
  const child = startChild(t, 'src/server.ts', { ...unmeasured, ...environment })
  return { ...child, url: await child.said(/http:\/\/127\.0\.0\.1:\d+/) }
}
