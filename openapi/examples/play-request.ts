import { isObject } from '../../src/json.ts'
import type { Fault } from '../../simulator/src/faults/fault.ts'
import type { Sandbox } from './sandbox.ts'

/** Timeout of hanging sources. Recorded answers show the default instead. */
export const shortTimeoutMs = 2000
const defaultTimeoutMs = 3000

/** A request to the sandbox whose answer is in the document. */
export interface Recorded {
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON, unless `headers` say otherwise. */
  readonly body?: unknown
  /** For an answer that consists of lines: the number of first lines to keep, of last lines if negative, or the lines that match. */
  readonly lines?: number | RegExp
  readonly fault?: readonly [source: string, fault: Fault]
  /** Set to false if the answer says `"complete":false`. */
  readonly complete?: false
}

export interface Played {
  readonly status: number
  readonly body: unknown
  /** The slug of a problem; null for a success. */
  readonly slug: string | null
}

/** The body of a successful answer. Throws on another status, and if the answer is incomplete without saying so in `recorded`. */
export async function recordAnswer(sandbox: Sandbox, recorded: Recorded): Promise<unknown> {
  const { status, slug, body } = await play(sandbox, recorded)
  const name = `${recorded.method ?? 'GET'} ${recorded.path}`
  if (status !== 200) throw new Error(`${name} answered ${status} ${slug ?? ''} instead of 200`)
  const isComplete = !JSON.stringify(body).includes('"complete":false')
  if (isComplete !== (recorded.complete ?? true))
    throw new Error(`${name} answered with ${isComplete ? 'a complete' : 'an incomplete'} result`)
  return body
}

/** Sends a request. Times and ids in the answer are replaced by constant ones. */
export async function play({ url, simulator }: Sandbox, recorded: Recorded): Promise<Played> {
  const { path, method = 'GET', headers, body: sent, fault, lines } = recorded
  if (fault !== undefined) simulator.setFault(...fault)
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(sent !== undefined && { 'content-type': 'application/json' }),
      'x-request-id': requestId,
      ...headers
    },
    ...(sent !== undefined && { body: JSON.stringify(sent) })
  })
  if (fault !== undefined) simulator.clearFault(fault[0])
  const text = await response.text()
  const body: unknown = lines === undefined ? JSON.parse(text, withConstants) : someOf(text, lines)
  const slug = /"type":"\/problems\/([a-z-]+)"/.exec(text)?.[1] ?? null
  return { status: response.status, body, slug: response.ok ? null : slug }
}

const requestId = 'b7a4ce2e-5a1e-4d0e-9a57-3f6f0d9d4c11'

function someOf(text: string, lines: number | RegExp): string {
  const all = text.trimEnd().split('\n')
  const some =
    typeof lines !== 'number'
      ? all.filter((line) => lines.test(line))
      : lines < 0
        ? all.slice(lines)
        : all.slice(0, lines)
  return `${some.join('\n').replaceAll(/"durationMs":\d+/g, '"durationMs":12')}\n`
}

/** Times and ids differ between runs. */
function withConstants(name: string, value: unknown): unknown {
  if (isObject(value) && 'durationMs' in value) return { ...value, ...timesOf(value) }
  if (name === 'timeoutMs' && value === shortTimeoutMs) return defaultTimeoutMs
  if ((name === 'lastSuccessAt' || name === 'at') && value !== null) return '2026-05-06T07:08:09.010Z'
  if (name === 'requestId' && typeof value === 'string') return requestId
  return typeof value === 'string'
    ? value.replace(`within ${shortTimeoutMs} ms`, `within ${defaultTimeoutMs} ms`)
    : value
}

/** The constant times of a report. */
function timesOf({ problem, stale }: Readonly<Record<string, unknown>>): object {
  const isTimeout = isObject(problem) && problem['type'] === '/problems/upstream-timeout'
  return { durationMs: isTimeout ? defaultTimeoutMs + 1 : 12, ...(stale === true && { ageMs: 42000 }) }
}
