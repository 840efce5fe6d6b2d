import type { ExportEnd } from '../../src/model/export-end.ts'
import { exportEnd } from './ndjson.ts'
import { isLookup, listSources } from './sources.ts'

/** The outcome of a fault: status and slug of a problem, or an answer, complete or not. */
export type Outcome = `${number} ${string}` | 'complete' | 'incomplete'

interface Answer {
  readonly status: number
  /** Everything received: status, headers, body. */
  readonly text: string
  readonly body: string
  /** Whether the connection broke before the end. */
  readonly broken: boolean
  readonly tookMs: number
}

/** One request, its answer read to the end or until it breaks. */
export async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const startedAt = performance.now()
  const response = await fetch(url, init)
  let body = ''
  let broken = false
  try {
    for await (const chunk of response.body ?? []) body += Buffer.from(chunk).toString()
  } catch {
    broken = true
  }
  const text = `${response.status} ${JSON.stringify([...response.headers])} ${body}`
  return { status: response.status, text, body, broken, tookMs: performance.now() - startedAt }
}

export interface Way {
  readonly name: string
  readonly path: (source: string) => string
  readonly init?: RequestInit
  readonly outcome: (answer: Answer, source: string) => Outcome
  readonly isExport?: true
}

const keys = { keys: [{ phone: '10000000001' }, { phone: '10000000002' }] }
const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(keys) }

/** The ways to read a source, each with its interpretation of the answer. */
export function waysOf(source: string): readonly Way[] {
  return isLookup(source) ? waysOfLookups : waysOfLists
}

const waysOfLists: readonly Way[] = [
  { name: 'alone', path: (source) => `/accounts?source=${source}`, outcome: ofProblemOr(ofPage) },
  { name: 'among several', path: () => `/accounts?limit=${2 * listSources.length}`, outcome: ofReport },
  {
    name: 'as ndjson',
    path: (source) => `/accounts/export?source=${source}`,
    outcome: ofProblemOr(ofNdjson),
    isExport: true
  },
  {
    name: 'among several as ndjson',
    path: () => '/accounts/export',
    outcome: ofProblemOr(ofNdjsonReport),
    isExport: true
  },
  {
    name: 'as csv',
    path: (source) => `/accounts/export?source=${source}&format=csv`,
    outcome: ofProblemOr(({ broken }) => (broken ? 'incomplete' : 'complete')),
    isExport: true
  }
]
const waysOfLookups: readonly Way[] = [
  { name: 'one key', path: () => '/accounts/lookup?phone=10000000001', outcome: ofProblemOr(() => 'complete') },
  { name: 'several keys', path: () => '/accounts/lookup', init, outcome: ofProblemOr(ofPage) }
]

function ofProblemOr(read: Way['outcome']): Way['outcome'] {
  return (answer, source) => (answer.status === 200 ? read(answer, source) : ofProblem(JSON.parse(answer.body)))
}

function ofProblem({ status, type }: { readonly status: number; readonly type: string }): Outcome {
  return `${status} ${type.replace('/problems/', '')}`
}

function ofPage({ body }: Answer): Outcome {
  return JSON.parse(body).complete === true ? 'complete' : 'incomplete'
}

function ofNdjson({ body }: Answer): Outcome {
  return exportEnd(body).complete ? 'complete' : 'incomplete'
}

function ofReport({ body }: Answer, source: string): Outcome {
  return ofSummary(JSON.parse(body), source)
}

function ofNdjsonReport({ body }: Answer, source: string): Outcome {
  return ofSummary(exportEnd(body), source)
}

/** The outcome of one of several sources. The others must be ok. */
function ofSummary({ complete, sources }: Omit<ExportEnd, 'count'>, source: string): Outcome {
  const others = sources.filter((report) => report.source !== source)
  const own = sources.find((report) => report.source === source)
  if (own === undefined || others.some(({ status }) => status !== 'ok')) throw new Error('another source is not well')
  const whole = own.status === 'ok' && own.warnings.length === 0
  if (complete !== whole) throw new Error(`complete is ${complete}`)
  return own.problem === null ? (whole ? 'complete' : 'incomplete') : ofProblem(own.problem)
}
