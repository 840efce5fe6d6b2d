import t from 'tap'
import { withKeys } from '../support/keys.ts'
import { startMovingList } from '../support/moving-list.ts'
import { startSandbox, startService } from '../support/service.ts'
import { listSources, plain } from '../support/sources.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

void t.test('an account of each source by its id: first, last, in the middle and absent', async (t) => {
  const { get, simulator } = await startSandbox(t)
  for (const source of listSources) {
    const { data, page } = (await get(`/accounts?source=${source}&limit=100&include=raw`)).body
    const last = await get(`/accounts?source=${source}&limit=1&page=${page.total}`)
    const others = await startSandbox(t)
    for (const account of [data[0], data[50], ...last.body.data]) {
      for (const service of [{ get }, others]) {
        const { status, body, headers } = await service.get(`/accounts/${encodeURIComponent(account?.id ?? '')}`)
        const { raw: _, ...plainAccount } = account ?? {}
        t.equal(status, 200)
        t.same(body, plainAccount)
        t.equal(headers.get('cache-control'), 'private, no-store')
        t.match(headers.get('server-timing'), new RegExp(`^${source};dur=`))
      }
    }
    t.same((await get(`/accounts/${data[3]?.id}?include=raw&fields=masked,email`)).body, {
      id: data[3]?.id,
      source,
      email: data[3]?.email,
      masked: data[3]?.masked.filter((name) => name === 'email'),
      raw: data[3]?.raw
    })
    simulator.calls.length = 0
    const absent = await get(`/accounts/${source}:nobody`)
    t.match(absent, { status: 404, body: { slug: 'account-not-found', source } })
    const size = source === 'scope' ? 50 : 100
    t.equal(simulator.calls.length, Math.floor((page.total ?? 0) / size) + 1)
  }
})

void t.test(
  'an account that a list has just shown costs one call, and one that moved by less than a page two',
  async (t) => {
    for (const [moved, calls] of [
      [0, 1],
      [1, 1],
      [15, 2],
      [60, 2],
      [99, 2],
      [100, null],
      [450, null]
    ] as const) {
      for (const direction of ['up', 'down', 'away and back'] as const) {
        const list = await startMovingList(t, 1000)
        const { get } = await startService(t, list.url)
        const shown = (await get('/accounts?source=tenant&limit=20&page=26')).body.data
        t.equal(shown[0]?.id, 'tenant:id-500')
        if (direction === 'up') list.ids.splice(3, moved)
        else if (direction === 'down')
          list.ids.splice(3, 0, ...Array.from({ length: moved }, (_, index) => `new-${index}`))
        else list.ids.push(...list.ids.splice(3, Math.min(moved, 10)))
        for (const place of [0, 9, 19]) {
          list.calls.length = 0
          const { status, body } = await get(`/accounts/${shown[place]?.id}`)
          t.match(
            { status, body },
            { status: 200, body: { id: shown[place]?.id, displayName: `name of id-${500 + place}` } }
          )
          const name = `${direction} by ${moved}: ${list.calls.length} calls`
          if (place === 0 && calls !== null) t.ok(list.calls.length <= Math.max(calls, moved > 0 ? 2 : 1), name)
          list.calls.length = 0
          t.equal((await get(`/accounts/${shown[place]?.id}`)).status, 200)
          // Pages that the previous scan requested ahead may arrive late; they are larger.
          t.equal(list.calls.filter(([, size]) => size === 20).length, 1, `and then it is known where it is: ${name}`)
        }
      }
    }
  }
)

void t.test('a deleted account is not found, and the place of one that a scan has shown is remembered', async (t) => {
  const list = await startMovingList(t, 730)
  const { get } = await startService(t, list.url, { environment: { CACHE_TTL_MS: '60000' } })
  t.equal((await get('/accounts?source=tenant&limit=20')).body.data.length, 20)
  list.ids.splice(7, 1)
  t.match(await get('/accounts/tenant:id-7'), { status: 404, body: { slug: 'account-not-found' } })
  const [found] = (await get('/accounts?source=tenant&q=id-700&scan=allow')).body.data
  t.equal(found?.id, 'tenant:id-700')
  list.calls.length = 0
  t.equal((await get('/accounts/tenant:id-700')).status, 200)
  t.equal(list.calls.length, 1)
})

void t.test('a list too long for the timeout is scan-incomplete, and its cursor continues', async (t) => {
  const list = await startMovingList(t, 1200)
  const { get } = await startService(t, list.url, { environment: { ...plain, TENANT_TIMEOUT_MS: '400' } })
  for (const [wanted, status] of [
    ['id-1100', 200],
    ['nobody', 404]
  ] as const) {
    let left = 5
    list.onCall = () => left-- > 0
    const { status: first, body, headers } = await get(`/accounts/tenant:${wanted}`)
    t.equal(first, 503)
    t.match(body, { slug: 'scan-incomplete', retryable: true, source: 'tenant' })
    t.match(headers.get('retry-after'), /^\d+$/)
    const { nextCursor, scan } = Object(body)
    t.same(scan, { rows: 500, examined: 500, of: 1200 })
    list.onCall = () => true
    list.calls.length = 0
    const next = await get(`/accounts/tenant:${wanted}?cursor=${nextCursor}`)
    t.equal(next.status, status)
    t.ok(list.calls.every(([offset]) => offset >= 500))
    for (const query of [`cursor=${nextCursor}&fields=email`, `cursor=${nextCursor}x`, 'cursor=abc']) {
      t.match(await get(`/accounts/tenant:${wanted}?${query}`), { status: 400, body: { slug: 'cursor-invalid' } })
    }
    t.match(await get(`/accounts/tenant:other?cursor=${nextCursor}`), { body: { slug: 'cursor-invalid' } })
    t.equal((await get(`/accounts/tenant:${wanted}?cursor=`)).status, status)
  }
  list.onCall = () => false
  t.match(await get('/accounts/tenant:id-2'), { status: 504, body: { slug: 'upstream-timeout' } })
  list.onCall = (offset) => (offset >= 300 ? 'unavailable' : true)
  t.match(await get('/accounts/tenant:nobody'), {
    status: 503,
    body: { slug: 'upstream-unavailable', source: 'tenant' }
  })
})

void t.test('missing rows make an absent account scan-incomplete, and are read next', async (t) => {
  for (const size of [137, 250, 300]) {
    const { get, simulator } = await startSandbox(t, { simulator: { sizes: { tenant: size } }, environment: plain })
    simulator.setFault('tenant', { kind: 'short-page', by: 3 })
    const { status, body } = await get('/accounts/tenant:nobody')
    t.match({ status, body }, { status: 503, body: { slug: 'scan-incomplete', nextCursor: String } })
    simulator.clearFault('tenant')
    t.match(await get(`/accounts/tenant:nobody?cursor=${Object(body).nextCursor}`), {
      body: { slug: 'account-not-found' }
    })
  }
})

void t.test('a row that cannot be mapped is a failure for its own id only', async (t) => {
  const rows = [
    { openId: 'good' },
    { openId: 'bad', loginName: ['x'] },
    { loginName: 'without id' },
    { openId: 'last' }
  ]
  const upstream = await startUpstream(t, (_request, response) =>
    sendJson(response, JSON.stringify({ code: 200, data: { total: rows.length, thirdAccountMetaList: rows } }))
  )
  const { get } = await startService(t, upstream.url)
  t.equal((await get('/accounts/tenant:last')).status, 200)
  for (let time = 0; time < 2; time++) {
    t.match(await get('/accounts/tenant:bad'), {
      status: 502,
      body: { slug: 'upstream-response-invalid', source: 'tenant' }
    })
    t.match(await get('/accounts/tenant:nobody'), { status: 404, body: { slug: 'account-not-found' } })
    await get('/accounts?source=tenant')
  }
})

void t.test('ids of other sources, and invalid ids', async (t) => {
  const { get, url, simulator } = await startSandbox(t)
  t.match(await get('/accounts/identity:100'), {
    status: 400,
    body: { slug: 'invalid-request', detail: /\/accounts\/lookup/, errors: [{ in: 'path', name: 'id' }] }
  })
  for (const id of ['ldap:1', 'nobody', ':', 'TENANT:1', '%20tenant:1']) {
    t.match(await get(`/accounts/${id}`), { status: 404, body: { slug: 'account-not-found' } }, id)
  }
  for (const query of ['limit=1', 'source=tenant', 'q=x', 'fields=name', 'include=all', 'cursor=x&cursor=y']) {
    t.match(await get(`/accounts/tenant:1?${query}`), { status: 400, body: { slug: 'invalid-request' } }, query)
  }
  t.equal((await fetch(`${url}/accounts/tenant:1`, { method: 'DELETE' })).status, 405)
  t.equal(simulator.calls.length, 0)
  const fewer = await startSandbox(t, { environment: { SOURCES: 'tenant' } })
  for (const id of ['identity:1', 'iam:1'])
    t.match(await fewer.get(`/accounts/${id}`), { body: { slug: 'account-not-found' } })
  t.match(await fewer.get('/accounts/lookup?phone=1'), { status: 404, body: { slug: 'not-found' } })
  t.match(await fewer.post('/accounts/lookup', {}), { status: 404, body: { slug: 'not-found' } })
})

void t.test('ids with any characters are found percent-encoded', async (t) => {
  const list = await startMovingList(t, 0)
  list.ids.push('a/b', '100%', 'a%2Fb', 'a:b', '王 小', 'a?b#c', '..', '+', 'a\\b')
  const { get } = await startService(t, list.url)
  for (const id of list.ids) {
    t.match(
      await get(`/accounts/${encodeURIComponent(`tenant:${id}`)}`),
      { status: 200, body: { id: `tenant:${id}` } },
      id
    )
  }
})

const by = (key: string) => ({ 'x-api-key': key })

void t.test('rights, tokens and weight', async (t) => {
  const { get } = await startSandbox(t, {
    environment: {
      ...withKeys(t, { all: {}, iam: { sources: ['iam'] }, exporter: { rights: ['accounts:export'] } }),
      RATE_LIMIT_MAX: '50',
      IAM_ACCESS_TOKEN: ''
    }
  })
  t.match(await get('/accounts/tenant:1', by('iam')), { status: 403, body: { slug: 'forbidden' } })
  t.match(await get('/accounts/identity:1', by('iam')), { status: 403 })
  t.match(await get('/accounts/tenant:1', by('exporter')), { status: 403 })
  t.match(await get('/accounts/tenant:1'), { status: 401 })
  t.match(await get('/accounts/iam:1', by('iam')), { status: 401, body: { slug: 'upstream-credentials-missing' } })
  const own = { ...by('iam'), 'x-iam-access-token': 'sandbox-token' }
  const other = { ...by('iam'), 'x-iam-access-token': 'sandbox-token-2' }
  const [account] = (await get('/accounts?source=iam&limit=1', own)).body.data
  t.equal((await get(`/accounts/${account?.id}`, own)).status, 200)
  t.match(await get(`/accounts/${account?.id}`, other), { status: 404, body: { slug: 'account-not-found' } })
  const { headers } = await get('/accounts/tenant:nobody', by('all'))
  t.match(headers.get('ratelimit'), /r=48;/)
})

void t.test('a page that fails near a remembered place gives its problem', async (t) => {
  const list = await startMovingList(t, 1000)
  const { get } = await startService(t, list.url, { environment: plain })
  const shown = (await get('/accounts?source=tenant&limit=20&page=26')).body.data
  const path = `/accounts/${shown[0]?.id}`
  list.onCall = () => 'unavailable'
  t.match(await get(path), { status: 503, body: { slug: 'upstream-unavailable', source: 'tenant' } })
  // Moved to the page beside: that one fails.
  list.ids.splice(3, 60)
  let calls = 0
  list.onCall = () => (calls++ === 0 ? true : 'unavailable')
  t.match(await get(path), { status: 503, body: { slug: 'upstream-unavailable', source: 'tenant' } })
})
