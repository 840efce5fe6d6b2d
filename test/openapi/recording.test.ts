import t, { type Test } from 'tap'
import { recordAnswer } from '../../openapi/examples/play-request.ts'
import { recordEach } from '../../openapi/examples/record-problem.ts'
import { openSandbox, type Sandbox } from '../../openapi/examples/sandbox.ts'

async function open(t: Test, environment: Record<string, string> = {}): Promise<Sandbox> {
  const sandbox = await openSandbox(environment)
  t.teardown(() => sandbox[Symbol.asyncDispose]())
  return sandbox
}

void t.test('recording: an answer with another status than 200 is not recorded', async (t) => {
  const sandbox = await open(t, { RATE_LIMIT_MAX: '1' })
  t.match(await recordAnswer(sandbox, { path: '/sources' }), { data: [{ source: 'tenant' }] })
  await t.rejects(
    recordAnswer(sandbox, { path: '/sources' }),
    /^GET \/sources answered 429 rate-limited instead of 200$/
  )
})

void t.test('recording: an incomplete answer is recorded only if it is expected', async (t) => {
  const sandbox = await open(t, { RETRY_ATTEMPTS: '0' })
  const partial = { path: '/accounts?source=tenant,iam', fault: ['iam', { kind: 'reset' }] } as const
  await t.rejects(recordAnswer(sandbox, partial), /answered with an incomplete result$/)
  t.match(await recordAnswer(sandbox, { ...partial, complete: false }), { complete: false })
  const whole = { path: '/accounts?source=tenant', complete: false } as const
  await t.rejects(recordAnswer(sandbox, whole), /answered with a complete result$/)
})

void t.test('recording: a problem other than the expected one is not recorded', async (t) => {
  const sandbox = await open(t, { RATE_LIMIT_MAX: '1' })
  await recordAnswer(sandbox, { path: '/sources' })
  const recorded = recordEach(sandbox, [['not-found', ({ id, good }) => (id === 'listSources' ? good : undefined)]])
  await t.rejects(recorded, /^listSources answered 429 rate-limited instead of not-found$/)
})
