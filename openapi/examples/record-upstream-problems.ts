import type { Slug } from '../../src/model/problem-catalogue.ts'
import type { Fault } from '../../simulator/src/simulator.ts'
import { askedOperations } from './asked-operations.ts'
import { play } from './play-request.ts'
import type { AskEach } from './record-problems.ts'
import { openSandbox } from './sandbox.ts'

const envelope = (code: number, message: string, localizedMsg?: string): Fault =>
  localizedMsg === undefined ? { kind: 'envelope', code, message } : { kind: 'envelope', code, message, localizedMsg }

/** What an upstream does, and what comes of it. */
const faults: readonly (readonly [Slug, Fault])[] = [
  ['upstream-parameter-rejected', envelope(460, 'request parameter error.', '入参错误')],
  ['upstream-session-expired', envelope(2401, 'refreshToken invalid', 'refreshToken已经失效')],
  ['upstream-forbidden', envelope(403, 'request forbidden.', '请求被禁止')],
  ['upstream-credentials-rejected', envelope(401, 'Request Authorized Error')],
  ['upstream-misconfigured', envelope(20003, 'Find Backend Error')],
  ['upstream-response-invalid', { kind: 'truncate' }],
  ['upstream-error', envelope(20004, 'Backend Service Error')],
  ['upstream-rejected', envelope(2478, 'this phone has registered', '修改后的手机号已经存在')],
  ['upstream-unreachable', { kind: 'reset' }],
  ['upstream-unavailable', { kind: 'http', status: 503 }],
  ['upstream-rate-limited', { kind: 'throttle', shape: 429 }],
  ['upstream-quota-exhausted', { kind: 'http', status: 403, headers: { 'x-ca-error-message': 'Quota Exhausted' } }],
  ['upstream-timeout', { kind: 'hang' }]
]

/** Has the upstream of each operation fail in every way there is. */
export async function recordUpstreamProblems(each: AskEach): Promise<void> {
  const sandbox = await openSandbox({
    TENANT_TIMEOUT_MS: '300',
    IDENTITY_TIMEOUT_MS: '300',
    IAM_ACCESS_TOKEN: '',
    // Each failure is seen by itself.
    RATE_LIMIT_MAX: '1000000',
    RETRY_ATTEMPTS: '0',
    BREAKER_THRESHOLD: '1000'
  })
  for (const [slug, fault] of faults)
    await each(sandbox, slug, ({ good, upstream }) =>
      upstream === null ? undefined : { ...good, fault: [upstream, fault] }
    )
  // The lookup of one account has no use for this: it knows when there is none.
  const unknown = envelope(2442, 'employee is not exist', '未找到绑定的员工信息')
  await each(sandbox, 'account-not-found', ({ good, upstream }) =>
    upstream === 'tenant' ? { ...good, fault: [upstream, unknown] } : undefined
  )
  await each(sandbox, 'upstream-credentials-missing', ({ about }) => about?.('iam'))
  await each(
    sandbox,
    'upstream-session-expired',
    ({ about }) => about && { ...about('industry'), headers: { 'x-iot-token': 'expired' } }
  )
  const refused = envelope(403, 'request forbidden.', '请求没有权限')
  await each(
    sandbox,
    'upstream-forbidden',
    ({ about }) =>
      about && { ...about('industry'), headers: { 'x-iot-token': 'sandbox-iot-token' }, fault: ['industry', refused] }
  )
  await sandbox.close()

  const failing = await openSandbox({ RETRY_ATTEMPTS: '0', BREAKER_THRESHOLD: '1' })
  for (const { good, upstream } of askedOperations)
    if (upstream !== null) await play(failing, { ...good, fault: [upstream, { kind: 'http', status: 503 }] })
  await each(failing, 'circuit-open', ({ good, upstream }) => (upstream === null ? undefined : good))
  await failing.close()
}
