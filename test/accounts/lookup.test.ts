import t from 'tap'
import { startSandbox } from '../support/service.ts'

void t.test('a value whose plus sign became a blank is refused, with the right spelling', async (t) => {
  const { get, post, simulator } = await startSandbox(t)
  for (const [name, query] of [
    ['phone', 'phone=+8613800138000'],
    ['phone', 'phone=+86+138+0013+8000'],
    ['phone', 'phone=%2086'],
    ['email', 'email=emma+clark@example.com'],
    ['email', 'email=a%20b@example.com'],
    ['loginId', 'loginId=emma+clark@example.com'],
    ['loginId', 'loginId=+8613800138000&loginSource=phone']
  ] as const) {
    const { status, body } = await get(`/accounts/lookup?${query}`)
    t.match(
      { status, body },
      { status: 400, body: { errors: [{ in: 'query', name, message: /%2B/ }], detail: /%2B/ } },
      query
    )
  }
  t.equal(simulator.calls.length, 0)
  for (const query of ['phone=%2B8613800138000', 'email=a%2Bb@example.com', 'loginId=Emma+Clark', 'phone=86+138']) {
    t.match(
      await get(`/accounts/lookup?${query}`),
      { status: 404, body: { type: '/problems/account-not-found' } },
      query
    )
  }
  // A JSON body has no plus signs to lose.
  t.match(await post('/accounts/lookup', { keys: [{ phone: '+8613800138000' }] }), { status: 200 })
})

void t.test('GET /accounts/lookup', async (t) => {
  const { get, simulator } = await startSandbox(t)
  const params = () => JSON.parse(simulator.calls.at(-1)?.body ?? '').params

  await t.test('finds an account by each key, and sends only that key', async (t) => {
    const byPhone = await get('/accounts/lookup?phone=10000000001')
    t.equal(byPhone.status, 200)
    t.match(byPhone.body, { source: 'identity', phone: '10000000001', loginSource: 'openAccount' })
    t.same(params(), { phone: '10000000001', opType: 2 })
    t.equal(byPhone.headers.get('cache-control'), 'private, no-store')
    t.match(byPhone.headers.get('server-timing'), /^identity;dur=/)
    const { email, loginId, id } = byPhone.body
    t.equal((await get(`/accounts/lookup?email=${email}`)).body.id, id)
    t.same(params(), { email, opType: 3 })
    t.equal((await get(`/accounts/lookup?loginId=${loginId}`)).body.id, id)
    t.same(params(), { loginId, loginSource: 'openAccount', opType: 1 })
    t.equal(
      (await get(`/accounts/lookup?loginId=${loginId}&loginSource=openAccount&include=raw`)).body.raw?.['loginId'],
      loginId
    )
    t.equal((await get(`/accounts/lookup?loginId=${loginId}&loginSource=other`)).status, 404)
  })

  await t.test('an unknown key is account-not-found', async (t) => {
    t.match(await get('/accounts/lookup?phone=10099999999'), {
      status: 404,
      body: { type: '/problems/account-not-found', source: 'identity' }
    })
  })

  await t.test('anything but exactly one key is refused', async (t) => {
    simulator.calls.length = 0
    for (const query of [
      '',
      'phone=1&email=a@example.com',
      'phone=1&loginSource=openAccount',
      'loginSource=openAccount',
      'phone=',
      'phone=1&phone=2',
      'phone=1&x=2',
      'phone=1&include=all',
      'include=raw'
    ]) {
      t.match(await get(`/accounts/lookup?${query}`), { status: 400, body: { type: '/problems/invalid-request' } })
    }
    t.equal(simulator.calls.length, 0)
  })
})
