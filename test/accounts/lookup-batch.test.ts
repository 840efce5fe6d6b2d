import t from 'tap'
import type { LookupResults } from '../../src/model/lookup.ts'
import { withFaults } from '../support/faults.ts'
import { startSandbox, startService } from '../support/service.ts'
import { plain } from '../support/sources.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

const resultsOf = (body: unknown): LookupResults => JSON.parse(JSON.stringify(body))

void t.test('POST /accounts/lookup', async (t) => {
  const { post, get, simulator } = await startSandbox(t, { environment: plain })

  await t.test('answers each key in order, and calls once for equal keys', async (t) => {
    const { status, body, headers } = await post('/accounts/lookup', {
      keys: [
        { phone: '10000000001' },
        { email: 'nobody@example.com' },
        { loginId: '10480000521' },
        { phone: '10000000001' },
        { loginId: '10480000521', loginSource: 'openAccount' }
      ]
    })
    t.equal(status, 200)
    const { results, complete } = resultsOf(body)
    t.equal(complete, true)
    t.same(
      results.map((result) => result.status),
      ['found', 'not-found', 'found', 'found', 'found']
    )
    t.match(results[1], { key: { email: 'nobody@example.com' }, account: null, problem: null })
    t.same(results[2]?.key, { loginId: '10480000521', loginSource: 'openAccount' })
    t.same(results[0]?.account, (await get('/accounts/lookup?phone=10000000001')).body)
    t.equal(simulator.calls.length, 4)
    t.equal(headers.get('cache-control'), 'private, no-store')
    t.match(headers.get('server-timing'), /^identity;dur=/)
  })

  await t.test('a failed key is reported, and the others are answered', async (t) => {
    withFaults(t, simulator, { identity: { kind: 'http', status: 500, times: 1 } })
    const { status, body } = await post('/accounts/lookup', {
      keys: [{ phone: '10000000001' }, { phone: '10000000002' }]
    })
    t.equal(status, 200)
    const { results, complete } = resultsOf(body)
    t.equal(complete, false)
    t.same(
      results.map((result) => result.status).toSorted((left, right) => left.localeCompare(right)),
      ['failed', 'found']
    )
    t.match(
      results.find((result) => result.status === 'failed'),
      { account: null, problem: { type: '/problems/upstream-error', status: 502, retryable: true } }
    )
  })

  await t.test('if every key fails, the answer is their problem', async (t) => {
    const throttled = await startSandbox(t, { environment: plain })
    withFaults(t, throttled.simulator, { identity: { kind: 'throttle', shape: 429, retryAfter: 5 } })
    const { status, body, headers } = await throttled.post('/accounts/lookup', {
      keys: [{ phone: '1' }, { phone: '2' }]
    })
    t.equal(status, 503)
    t.equal(headers.get('retry-after'), '5')
    t.match(body, { type: '/problems/upstream-rate-limited', results: [{ status: 'failed' }, { status: 'failed' }] })
  })

  await t.test('include=raw is in the body', async (t) => {
    const { body } = await post('/accounts/lookup', { keys: [{ phone: '10000000001' }], include: 'raw' })
    t.equal(resultsOf(body).results[0]?.account?.raw?.['phone'], '10000000001')
  })

  await t.test('an invalid key, too many keys and no key are refused', async (t) => {
    simulator.calls.length = 0
    for (const [body, name] of [
      [{ keys: [] }, 'keys'],
      [{ keys: Array.from({ length: 51 }, () => ({ phone: '1' })) }, 'keys'],
      [{ keys: [{ phone: '1' }, {}] }, 'keys.1'],
      [{ keys: [{ phone: '1', email: 'a@b' }] }, 'keys.0'],
      [{ keys: [{ phone: '1', loginSource: 'x' }] }, 'keys.0.loginSource'],
      [{ keys: [{ phone: 1 }] }, 'keys.0.phone'],
      [{ keys: [{ fax: '1' }] }, 'keys.0.fax'],
      [{ phone: '1' }, 'keys'],
      [{ keys: [{ phone: '1' }], include: 'all' }, 'include']
    ] as const) {
      const answer = await post('/accounts/lookup', body)
      t.equal(answer.status, 400)
      t.ok(
        answer.body.errors?.some((mistake) => mistake.name === name),
        `${name} of ${JSON.stringify(answer.body.errors)}`
      )
    }
    t.equal((await post('/accounts/lookup?include=raw', { keys: [{ phone: '1' }] })).status, 400)
    t.equal(simulator.calls.length, 0)
  })
})

void t.test('a batch does not fill the queue of its own source', async (t) => {
  const { post, simulator } = await startSandbox(t, {
    environment: { ...plain, SOURCE_MAX_CONCURRENCY: '2', SOURCE_MAX_QUEUE: '0' }
  })
  withFaults(t, simulator, { identity: { kind: 'delay', ms: 5 } })
  const keys = Array.from({ length: 50 }, (_, index) => ({ phone: String(10_000_000_001 + index) }))
  const { status, body } = await post('/accounts/lookup', { keys })
  t.equal(status, 200)
  t.equal(resultsOf(body).complete, true)
})

void t.test('fifty keys run a few at a time, and share one timeout', async (t) => {
  let running = 0
  let most = 0
  const { url, requests } = await startUpstream(t, ({ body }, response) => {
    most = Math.max(most, ++running)
    response.on('close', () => running--)
    const { phone } = JSON.parse(body).params
    if (Number(phone) < 20) sendJson(response, JSON.stringify({ code: 200, data: { identityId: phone } }))
  })
  const { post } = await startService(t, url, { environment: { ...plain, IDENTITY_TIMEOUT_MS: '1500' } })
  const keys = Array.from({ length: 50 }, (_, index) => ({ phone: String(index + 10) }))
  const { status, body } = await post('/accounts/lookup', { keys })
  t.equal(status, 200)
  const { results, complete } = resultsOf(body)
  t.equal(complete, false)
  t.equal(results.filter((result) => result.status === 'found').length, 10)
  t.ok(results.slice(10).every(({ problem }) => problem?.type === '/problems/upstream-timeout'))
  t.ok(most <= 8)
  t.ok(requests.length < 20)
})
