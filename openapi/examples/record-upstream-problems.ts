import type { Slug } from '../../src/model/problem-catalogue.ts'
import type { Fault } from '../../simulator/src/simulator.ts'
import { askedOperations } from './asked-operations.ts'
import { play, shortTimeoutMs } from './play-request.ts'
import { recordEach, type Provocation, type RecordedProblem } from './record-problem.ts'
import { openSandbox } from './sandbox.ts'

const envelope = (code: number, message: string, localizedMsg?: string): Fault =>
  localizedMsg === undefined ? { kind: 'envelope', code, message } : { kind: 'envelope', code, message, localizedMsg }

/** Faults of an upstream and their problems. */
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

const unknownEmployee = envelope(2442, 'employee is not exist', '未找到绑定的员工信息')
const callerRefused = envelope(403, 'request forbidden.', '请求没有权限')

const provocations: readonly Provocation[] = [
  ...faults.map(([slug, fault]): Provocation => [
    slug,
    ({ good, upstream }) => (upstream === null ? undefined : { ...good, fault: [upstream, fault] })
  ]),
  // The lookup of one account gives this answer without a fault.
  [
    'account-not-found',
    ({ good, upstream }) => (upstream === 'tenant' ? { ...good, fault: [upstream, unknownEmployee] } : undefined)
  ],
  ['upstream-credentials-missing', ({ about }) => about?.('iam')],
  ['upstream-session-expired', ({ about }) => about && { ...about('industry'), headers: { 'x-iot-token': 'expired' } }],
  [
    'upstream-forbidden',
    ({ about }) =>
      about && {
        ...about('industry'),
        headers: { 'x-iot-token': 'sandbox-iot-token' },
        fault: ['industry', callerRefused]
      }
  ]
]

/** Records every problem that comes from an upstream. */
export async function recordUpstreamProblems(): Promise<RecordedProblem[]> {
  await using sandbox = await openSandbox({
    TENANT_TIMEOUT_MS: `${shortTimeoutMs}`,
    IDENTITY_TIMEOUT_MS: `${shortTimeoutMs}`,
    IAM_ACCESS_TOKEN: '',
    // A failure must not influence the next answer.
    RATE_LIMIT_MAX: '1000000',
    RETRY_ATTEMPTS: '0',
    BREAKER_THRESHOLD: '1000'
  })
  return [...(await recordEach(sandbox, provocations)), ...(await recordCircuitOpen())]
}

async function recordCircuitOpen(): Promise<RecordedProblem[]> {
  await using sandbox = await openSandbox({ RETRY_ATTEMPTS: '0', BREAKER_THRESHOLD: '1' })
  for (const { good, upstream } of askedOperations)
    if (upstream !== null) await play(sandbox, { ...good, fault: [upstream, { kind: 'http', status: 503 }] })
  return await recordEach(sandbox, [['circuit-open', ({ good, upstream }) => (upstream === null ? undefined : good)]])
}
