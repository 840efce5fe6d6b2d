import { problemType } from '../../src/model/problem-catalogue.ts'
import { isObject } from '../../src/json.ts'
import { askedOperations } from './asked-operations.ts'
import { play } from './play-request.ts'
import { recordEach, recordProblem, type Provocation, type RecordedProblem } from './record-problem.ts'
import { keepBusy, openGuarded, openSandbox } from './sandbox.ts'
import { recordUpstreamProblems } from './record-upstream-problems.ts'

/** By operation (`any` for none), then by slug and status. */
export type ProblemExamples = Record<string, Record<string, unknown>>

/** Records every problem that each operation answers with. */
export async function recordProblems(): Promise<ProblemExamples> {
  const examples: ProblemExamples = { any: {} }
  for (const { id } of askedOperations) examples[id] = {}
  const recorded = [
    ...(await recordRefusals()),
    ...(await recordMissing('identity')),
    ...(await recordMissing('tenant')),
    ...(await recordUpstreamProblems()),
    ...(await recordGuarded()),
    ...(await recordRateLimited()),
    ...(await recordOverloaded()),
    await recordUnknownMethod()
  ]
  for (const { operation, slug, status, body } of recorded)
    Object.assign(examples[operation] ?? {}, { [`${slug} ${status}`]: body })
  for (const { id } of askedOperations) Object.assign(examples[id] ?? {}, internalError(examples[id]))
  return examples
}

const refused = [
  'invalid-request',
  'unsupported-filter',
  'cursor-invalid',
  'not-found',
  'account-not-found',
  'scan-incomplete'
] as const

/** Requests that no operation accepts. */
const refusals: readonly Provocation[] = [
  ...refused.map((slug): Provocation => [slug, (operation) => operation.refused[slug]]),
  ['not-acceptable', ({ good }) => ({ ...good, headers: { accept: 'image/png' } })],
  ['payload-too-large', ({ good }) => (good.body === undefined ? undefined : { ...good, body: 'x'.repeat(140_000) })],
  ['uri-too-long', ({ good }) => ({ ...good, path: `${good.path.split('?', 1).join()}?${'x'.repeat(9000)}` })],
  [
    'unsupported-media-type',
    ({ good }) => (good.body === undefined ? undefined : { ...good, headers: { 'content-type': 'text/plain' } })
  ],
  ['headers-too-large', ({ good }) => ({ ...good, headers: manyHeaders })]
]

const manyHeaders = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`x-${index}`, '1']))

async function recordRefusals(): Promise<RecordedProblem[]> {
  await using sandbox = await openSandbox({ RATE_LIMIT_MAX: '1000000' })
  const recorded = await recordEach(sandbox, refusals)
  sandbox.app.announceShutdown()
  sandbox.app.cutOff()
  const refusedLate = await recordEach(sandbox, [
    ['shutting-down', ({ id, good, upstream }) => (id === 'isReady' || upstream !== null ? good : undefined)]
  ])
  return [...recorded, ...refusedLate]
}

/** Operations that do not exist if only these sources are enabled. */
async function recordMissing(sources: string): Promise<RecordedProblem[]> {
  await using sandbox = await openSandbox({ SOURCES: sources })
  return await recordEach(sandbox, [
    ['not-found', ({ good, missingWith }) => (missingWith === sources ? good : undefined)]
  ])
}

async function recordGuarded(): Promise<RecordedProblem[]> {
  await using sandbox = await openGuarded('example', { sources: ['tenant'] })
  const headers = { authorization: 'Bearer example' }
  return await recordEach(sandbox, [
    ['unauthenticated', ({ good, isOpen }) => (isOpen ? undefined : good)],
    ['forbidden', ({ forbidden }) => forbidden && { ...forbidden, headers }]
  ])
}

async function recordRateLimited(): Promise<RecordedProblem[]> {
  await using sandbox = await openSandbox()
  for (let sent = 0; sent < 100; sent += 1) await play(sandbox, { path: '/sources' })
  return await recordEach(sandbox, [['rate-limited', ({ good, isOpen }) => (isOpen ? undefined : good)]])
}

async function recordOverloaded(): Promise<RecordedProblem[]> {
  await using sandbox = await openSandbox({ MAX_EVENT_LOOP_DELAY_MS: '20' })
  const stop = keepBusy()
  while ((await play(sandbox, { path: '/sources' })).slug !== 'overloaded');
  const recorded = await recordEach(sandbox, [['overloaded', ({ good, isProbe }) => (isProbe ? undefined : good)]])
  stop()
  return recorded
}

async function recordUnknownMethod(): Promise<RecordedProblem> {
  await using sandbox = await openSandbox()
  return await recordProblem(
    sandbox,
    { method: 'DELETE', path: '/accounts' },
    { operation: 'any', slug: 'method-not-allowed' }
  )
}

/** A defect cannot be provoked on purpose. The example is derived from another problem of the same operation. */
function internalError(problems: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const other = problems['invalid-request 400']
  if (!isObject(other)) throw new Error('no invalid-request was recorded for an operation')
  const { instance, requestId } = other
  const { title, status, retryable } = problemType('internal-error')
  const detail = 'unexpected internal error'
  const slug = 'internal-error'
  const type = `/problems/${slug}`
  return { [`internal-error ${status}`]: { type, slug, title, status, detail, instance, requestId, retryable } }
}
