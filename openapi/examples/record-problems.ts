import { problemType, type Slug } from '../../src/model/problem-catalogue.ts'
import { isObject } from '../../src/json.ts'
import { askedOperations, type AskedOperation } from './asked-operations.ts'
import { play, type Recorded } from './play-request.ts'
import { keepBusy, openGuarded, openSandbox, type Sandbox } from './sandbox.ts'
import { recordUpstreamProblems } from './record-upstream-problems.ts'

/** By operation (`any` for what belongs to none), then by slug and status. */
export type RecordedProblems = Record<string, Record<string, unknown>>

/** Plays a request to each operation that there is one for, and keeps the problem it ends in, which must be this one. */
export type AskEach = (
  sandbox: Sandbox,
  slug: Slug,
  request: (operation: AskedOperation) => Recorded | undefined
) => Promise<void>

/** Asks each operation of the sandbox for each problem that it can answer with. */
export async function recordProblems(): Promise<RecordedProblems> {
  const kept: RecordedProblems = Object.fromEntries(
    ['any', ...askedOperations.map(({ id }) => id)].map((id) => [id, {}])
  )
  const keep = async (id: string, sandbox: Sandbox, slug: Slug, request: Recorded): Promise<void> => {
    const { status, body, slug: answered } = await play(sandbox, request)
    if (answered !== slug) throw new Error(`${id} was to answer ${slug}, and answered ${answered ?? status}`)
    Object.assign(kept[id] ?? {}, { [`${slug} ${status}`]: body })
  }
  const each: AskEach = async (sandbox, slug, request) => {
    for (const operation of askedOperations) {
      const asked = request(operation)
      if (asked !== undefined) await keep(operation.id, sandbox, slug, asked)
    }
  }
  await recordRefusals(each)
  await recordUpstreamProblems(each)
  await recordByCaller(each)
  const sandbox = await openSandbox()
  await keep('any', sandbox, 'method-not-allowed', { method: 'DELETE', path: '/accounts' })
  await sandbox.close()
  for (const { id } of askedOperations) deriveDefect(kept[id] ?? {})
  return kept
}

/** Requests that cannot be answered as they are. */
async function recordRefusals(each: AskEach): Promise<void> {
  const sandbox = await openSandbox({ RATE_LIMIT_MAX: '1000000' })
  const refused = ['invalid-request', 'unsupported-filter', 'cursor-invalid', 'not-found', 'account-not-found'] as const
  for (const slug of refused) await each(sandbox, slug, (operation) => operation.refused[slug])
  await each(sandbox, 'not-acceptable', ({ good }) => ({ ...good, headers: { accept: 'image/png' } }))
  await each(sandbox, 'payload-too-large', ({ good }) =>
    good.body === undefined ? undefined : { ...good, body: 'x'.repeat(140_000) }
  )
  await each(sandbox, 'uri-too-long', ({ good }) => ({
    ...good,
    path: `${good.path.split('?', 1).join()}?${'x'.repeat(9000)}`
  }))
  await each(sandbox, 'unsupported-media-type', ({ good }) =>
    good.body === undefined ? undefined : { ...good, headers: { 'content-type': 'text/plain' } }
  )
  await each(sandbox, 'headers-too-large', ({ good }) => ({ ...good, headers: manyHeaders }))
  sandbox.app.announceShutdown()
  await each(sandbox, 'shutting-down', ({ id, good }) => (id === 'isReady' ? good : undefined))
  await sandbox.close()
  for (const SOURCES of ['identity', 'tenant']) {
    const few = await openSandbox({ SOURCES })
    await each(few, 'not-found', ({ good, missingWith }) => (missingWith === SOURCES ? good : undefined))
    await few.close()
  }
}

const manyHeaders = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`x-${index}`, '1']))

/** What depends on who asks, how often, and how much there is to do. */
async function recordByCaller(each: AskEach): Promise<void> {
  const guarded = await openGuarded('example', ['tenant'])
  const headers = { authorization: 'Bearer example' }
  await each(guarded, 'unauthenticated', ({ good, isOpen }) => (isOpen ? undefined : good))
  await each(guarded, 'forbidden', ({ forbidden }) => forbidden && { ...forbidden, headers })
  await guarded.close()

  const spent = await openSandbox()
  for (let sent = 0; sent < 100; sent += 1) await play(spent, { path: '/sources' })
  await each(spent, 'rate-limited', ({ good, isOpen }) => (isOpen ? undefined : good))
  await spent.close()

  const busy = await openSandbox({ MAX_EVENT_LOOP_DELAY_MS: '20' })
  const stop = keepBusy()
  while ((await play(busy, { path: '/sources' })).slug !== 'overloaded');
  await each(busy, 'overloaded', ({ good, isProbe }) => (isProbe ? undefined : good))
  stop()
  await busy.close()
}

/** A defect that is known would be mended: what its answer looks like is told from another one. */
function deriveDefect(problems: Record<string, unknown>): void {
  const refused = problems['invalid-request 400']
  if (!isObject(refused)) throw new Error('an operation has no invalid request')
  const { instance, requestId } = refused
  const { title, status, retryable } = problemType('internal-error')
  const detail = 'the service failed in a way it does not know'
  problems[`internal-error ${status}`] = {
    type: '/problems/internal-error',
    title,
    status,
    detail,
    instance,
    requestId,
    retryable
  }
}
