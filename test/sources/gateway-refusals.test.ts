import t from 'tap'
import { envelope, refusalStyles, startPlayer } from '../support/player.ts'
import { gatewaySources } from '../support/sources.ts'

const { ask } = await startPlayer(t)

const unlisted: readonly (readonly [statuses: number[], slug: string, status: number, retryable: boolean])[] = [
  [[429], 'upstream-rate-limited', 503, true],
  [[421, 425, 503], 'upstream-unavailable', 503, true],
  [[408, 504], 'upstream-timeout', 504, true],
  [[500, 501, 502, 505, 599], 'upstream-error', 502, true],
  [[300, 301, 302, 303, 304, 307, 308], 'upstream-response-invalid', 502, true],
  [[401, 403], 'upstream-credentials-rejected', 502, false],
  [[400, 402, 404, 405, 409, 410, 413, 415, 418, 451], 'upstream-misconfigured', 502, false]
]

for (const [statuses, slug, status, retryable] of unlisted) {
  void t.test(`the gateway's ${statuses.join(', ')} without a known text is ${slug}`, async (t) => {
    for (const httpStatus of statuses) {
      for (const source of gatewaySources) {
        const { body } = await ask(source, { status: httpStatus, headers: { 'x-ca-error-message': 'Something new' } })
        t.match(body, { type: `/problems/${slug}`, status, retryable, source, upstream: { httpStatus } })
      }
    }
  })
}

const alike: readonly (readonly [what: string, answers: [number, string, string][], slug: string])[] = [
  [
    'a throttle',
    [
      [429, 'T429ID', ''],
      [429, 'T429GR', 'x'],
      [403, 'T429MR', ''],
      [403, '', 'Throttled by USER Flow Control'],
      [403, '', 'throttled by api flow control!!'],
      [403, '', ' Request Limited. ']
    ],
    'upstream-rate-limited'
  ],
  [
    'a used up quota',
    [
      [403, '', 'Quota Expired'],
      [403, '', 'User Arrears'],
      [403, 'B403OD', ''],
      [403, 'B403MQ', 'x']
    ],
    'upstream-quota-exhausted'
  ],
  [
    'a refusal of our credentials',
    [
      [400, 'A400IK', ''],
      [400, 'A400MA', ''],
      [403, 'I403AA', ''],
      [404, '', 'Empty Signature'],
      [400, '', 'INVALID APPKEY!']
    ],
    'upstream-credentials-rejected'
  ],
  [
    'a used nonce',
    [
      [403, 'S403NU', ''],
      [400, '', 'nonce used.']
    ],
    'upstream-error'
  ],
  [
    'a wrong clock',
    [
      [403, 'S403TE', ''],
      [400, '', 'Timestamp Expired!'],
      [403, 'S403TE', 'X-Ca-Timestamp is expired']
    ],
    'upstream-misconfigured'
  ],
  [
    'an unknown address',
    [
      [404, 'I404DO', ''],
      [404, 'I404XX', 'x'],
      [404, '', 'Invalid Url']
    ],
    'upstream-misconfigured'
  ]
]

for (const [what, answers, slug] of alike) {
  void t.test(`${what} of the gateway is ${slug}, whatever its code and message`, async (t) => {
    for (const [status, code, message] of answers) {
      const { body } = await ask('tenant', refusalStyles.vpc(status, code, message))
      t.equal(body.type, `/problems/${slug}`, `${status} ${code} ${message}`)
    }
  })
}

void t.test('a clock difference is named in the detail', async (t) => {
  const { body } = await ask('scope', refusalStyles.vpc(400, '', 'Timestamp Expired'))
  t.match(body.detail, /clock/)
})

void t.test("the gateway's code and request id are shown", async (t) => {
  const { headers, ...rest } = refusalStyles.vpc(429, 'T429PR', 'Throttled by PLUGIN Flow Control')
  const { body: missing } = await ask('identity', {
    ...envelope({ code: 200 }),
    headers: { 'x-ca-request-id': 'ABC-2' }
  })
  t.match(missing, { type: '/problems/account-not-found', upstream: { httpStatus: 200, requestId: 'ABC-2' } })
  const { body } = await ask('tenant', { ...rest, headers: { ...headers, 'x-ca-request-id': 'ABC-1' } })
  t.strictSame(body.upstream, {
    httpStatus: 429,
    code: 'T429PR',
    message: 'Throttled by PLUGIN Flow Control',
    localizedMessage: null,
    requestId: 'ABC-1'
  })
})

const signed =
  'Invalid Signature, Server StringToSign:POST#application/json#A5nQU/76z/rQqG97tuJk5A==#x-ca-key:sandbox#/user'

for (const [style, refusal] of Object.entries(refusalStyles)) {
  void t.test(`the signed text is not shown if the signature was refused in ${style} style`, async (t) => {
    const { body } = await ask('tenant', refusal(403, 'A403IS', signed))
    t.match(body, { type: '/problems/upstream-credentials-rejected', upstream: { message: null } })
    t.notMatch(JSON.stringify(body), /StringToSign|x-ca-key/i)
  })
}

for (const body of [{ localizedMsg: signed }, { message: 'Forbidden', localizedMsg: signed }]) {
  void t.test(`the signed text is not shown as ${Object.keys(body).join(' and ')} either`, async (t) => {
    const answer = await ask('tenant', { status: 403, body: JSON.stringify({ code: 403, ...body }) })
    t.notMatch(JSON.stringify(answer.body), /StringToSign|x-ca-key/i)
  })
}
