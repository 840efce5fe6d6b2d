import t from 'tap'
import { envelope, startPlayer } from '../support/player.ts'
import { gatewaySources, isLookup, sources } from '../support/sources.ts'

const { ask } = await startPlayer(t)

const byCode: readonly (readonly [slug: string, status: number, retryable: boolean, codes: number[]])[] = [
  ['upstream-credentials-rejected', 502, false, [401]],
  ['upstream-forbidden', 502, false, [403]],
  ['upstream-parameter-rejected', 400, false, [460, 2407, 4004]],
  ['upstream-error', 502, false, [500]],
  ['upstream-error', 502, true, [20_000, 20_004]],
  ['account-not-found', 404, false, [2405, 2442, 4028]],
  ['upstream-session-expired', 502, false, [2401, 2402, 2459, 2486, 29_003]],
  ['upstream-misconfigured', 502, false, [404, 2453, 20_003, 20_013, 20_050, 20_055]],
  ['upstream-rejected', 502, false, [2411, 2441, 2477, 2478]],
  ['upstream-rate-limited', 503, true, [429]],
  ['upstream-unavailable', 503, true, [503]],
  ['upstream-timeout', 504, true, [20_056]]
]

for (const [slug, status, retryable, codes] of byCode) {
  void t.test(`code ${codes.join(', ')} with a text that no document lists is ${slug}`, async (t) => {
    for (const code of codes) {
      for (const source of gatewaySources) {
        const { body } = await ask(source, envelope({ code, message: 'something new', localizedMsg: '新的' }))
        t.match(body, { type: `/problems/${slug}`, status, retryable, source }, `${source} ${code}`)
      }
    }
  })

  void t.test(`code "${codes.join('", "')}" as text and without a message is ${slug}`, async (t) => {
    for (const code of codes) {
      const { body } = await ask('tenant', envelope({ code: String(code) }))
      t.match(body, { type: `/problems/${slug}`, status, upstream: { code: String(code), message: null } })
    }
  })
}

for (const code of [9999, 0, -1, 201, 2.5, 'ABC', 'constructor', '__proto__', 'toString', '0200', '２００']) {
  void t.test(`code ${JSON.stringify(code)}, which no document lists, is upstream-rejected`, async (t) => {
    for (const source of gatewaySources) {
      const { body } = await ask(source, envelope({ code, message: 'x', data: {} }))
      t.match(body, { type: '/problems/upstream-rejected', status: 502, retryable: false, source })
    }
  })
}

for (const code of [undefined, null, true, '', ' ', {}, [200]]) {
  void t.test(
    `an envelope whose code is ${JSON.stringify(code) ?? 'absent'} is upstream-response-invalid`,
    async (t) => {
      for (const source of gatewaySources) {
        const { body } = await ask(source, envelope({ code, data: {} }))
        t.match(body, { type: '/problems/upstream-response-invalid', status: 502, retryable: true, source })
      }
    }
  )
}

const variants: readonly (readonly [said: object, slug: string])[] = [
  [
    { code: 2401, message: 'refreshToken invalid!!', localizedMsg: 'refreshToken invalid!!' },
    'upstream-session-expired'
  ],
  [{ code: 20_056, message: 'gateway.hsf.invoke.timeout' }, 'upstream-timeout'],
  [{ code: 200, message: 'Request Forbidden!' }, 'upstream-forbidden'],
  [{ code: 200, message: ' request forbidden ', data: null }, 'upstream-forbidden'],
  [{ code: 460, message: ' IDENTITYID is blank. ' }, 'account-not-found'],
  [{ code: 460, message: 'dingdingbind employee not exist!' }, 'account-not-found'],
  [{ code: 500, message: 'bad request', localizedMsg: 'API不存在!' }, 'upstream-misconfigured'],
  [{ code: 2405, message: 'identity is not existed.', localizedMsg: ' 公司未初始化. ' }, 'upstream-misconfigured'],
  [{ code: 429, message: 1, localizedMsg: ['x'] }, 'upstream-rate-limited']
]

for (const [said, slug] of variants) {
  void t.test(`${JSON.stringify(said)} is ${slug}`, async (t) => {
    for (const source of gatewaySources) t.match((await ask(source, envelope(said))).body.type, `/problems/${slug}`)
  })
}

for (const message of ['server error', ' Server Error!! ', 'BAD REQUEST.']) {
  void t.test(`code 500 "${message}" is retryable`, async (t) => {
    const { body } = await ask('industry', envelope({ code: 500, message }))
    t.match(body, { type: '/problems/upstream-error', retryable: true })
  })
}

for (const data of [undefined, null, {}]) {
  void t.test(`code 200 with data ${JSON.stringify(data) ?? 'absent'} is account-not-found in a lookup`, async (t) => {
    const { status, body } = await ask('identity', envelope({ code: 200, data }))
    t.equal(status, 404)
    t.match(body, { type: '/problems/account-not-found', source: 'identity', retryable: false })
  })

  void t.test(
    `code 200 with data ${JSON.stringify(data) ?? 'absent'} is upstream-response-invalid in a list`,
    async (t) => {
      for (const source of gatewaySources.filter((source) => !isLookup(source))) {
        const { body } = await ask(source, envelope({ code: 200, data }))
        t.match(body, { type: '/problems/upstream-response-invalid', status: 502, retryable: true, source })
      }
    }
  )
}

for (const Code of [1, -1, 500, '1', 'ResourceNotFound', '__proto__']) {
  void t.test(`iam's Code ${JSON.stringify(Code)} is upstream-rejected, and its Msg is shown`, async (t) => {
    const { body } = await ask('iam', { body: JSON.stringify({ Code, Msg: '失败' }) })
    t.match(body, { type: '/problems/upstream-rejected', status: 502, retryable: false, source: 'iam' })
    t.match(body.upstream, { httpStatus: 200, code: String(Code), message: '失败' })
  })
}

for (const Code of [0, '0', ' 0 ']) {
  void t.test(`iam's Code ${JSON.stringify(Code)} is a success`, async (t) => {
    t.equal((await ask('iam', { body: JSON.stringify({ Code, Total: 0, sub_accounts: [] }) })).status, 200)
  })
}

for (const code of [200, '200', ' 200 ']) {
  void t.test(`the gateway's code ${JSON.stringify(code)} is a success`, async (t) => {
    t.equal((await ask('tenant', envelope({ code, data: { total: 0, thirdAccountMetaList: [] } }))).status, 200)
  })
}

void t.test('the signed text is not shown if an envelope quotes it', async (t) => {
  const message = 'Invalid Signature, Server StringToSign:POST#application/json#x-ca-key:sandbox#/user'
  for (const source of sources.filter((source) => source !== 'iam')) {
    const { body } = await ask(source, envelope({ code: 401, message, localizedMsg: message }))
    t.notMatch(JSON.stringify(body), /StringToSign|x-ca-key/i)
  }
})
