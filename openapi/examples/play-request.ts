import type { Fault } from '../../simulator/src/faults/fault.ts'
import type { Sandbox } from './sandbox.ts'

/** A request to the sandbox whose answer stands in the document. */
export interface Recorded {
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON, unless `headers` say otherwise. */
  readonly body?: unknown
  /** Of an answer that is lines: so many of the first, or of the last where negative, or those that match. */
  readonly lines?: number | RegExp
  readonly fault?: readonly [source: string, fault: Fault]
}

export interface Played {
  readonly status: number
  readonly body: unknown
  /** Of a problem; null for a success. */
  readonly slug: string | null
}

/** Sends a request, and gives its answer with times and ids made the same every time. */
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
  const body: unknown =
    lines === undefined
      ? JSON.parse(text.replaceAll(/"stale":true,"ageMs":\d+/g, '"stale":true,"ageMs":42000'), sameEveryTime)
      : someOf(text, lines)
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

/** Times and ids differ from run to run; in an example they stand for all of them. */
function sameEveryTime(name: string, value: unknown): unknown {
  if (name === 'durationMs' && typeof value === 'number') return value < 300 ? 12 : 3001
  if (name === 'timeoutMs' && value === 300) return 3000
  if ((name === 'lastSuccessAt' || name === 'at') && value !== null) return '2026-05-06T07:08:09.010Z'
  if (name === 'requestId' && typeof value === 'string') return requestId
  return typeof value === 'string' ? value.replace('within 300 ms', 'within 3000 ms') : value
}
