import t from 'tap'
import type { Client } from '../../client/src/index.ts'
import { clientOf, drain, failureOf } from '../support/client.ts'
import { startSandbox } from '../support/service.ts'
import { startUpstream } from '../support/upstream.ts'

void t.test('the client', async (t) => {
  const { url } = await startSandbox(t)
  const { client, asked } = clientOf(url)

  await t.test('gives one page, by number or cursor', async (t) => {
    const first = await client.page({ source: ['tenant'], limit: 2 })
    t.equal(first.data.length, 2)
    const cursor = first.page.nextCursor ?? ''
    const next = await client.page({ source: ['tenant'], limit: 2, cursor })
    t.same((await client.page({ source: ['tenant'], limit: 2, page: 2 })).data, next.data)
    t.same((await client.search({ source: ['tenant'], limit: 2, cursor })).data, next.data)
    t.match((await client.page({ source: ['tenant'], include: 'raw' })).data[0], { raw: { openId: String } })
    t.equal((await client.page()).sources.length, 4)
  })

  await t.test('looks up one account', async (t) => {
    t.match(await client.lookup({ phone: '10000000001' }), { source: 'identity', phone: '10000000001' })
    t.match(await client.lookup({ phone: '10000000001' }, { include: 'raw' }), { raw: { identityId: String } })
  })

  await t.test('looks up several', async (t) => {
    const keys = [{ phone: '10000000001' }, { email: 'nobody@example.com' }, { loginId: 'nobody' }]
    const { results, complete } = await client.lookups(keys)
    t.equal(complete, true)
    t.match(results, [
      { key: { phone: '10000000001' }, status: 'found', account: { source: 'identity' } },
      { status: 'not-found', account: null },
      { key: { loginId: 'nobody', loginSource: 'openAccount' }, status: 'not-found' }
    ])
    t.match((await client.lookups([{ phone: '10000000001' }], { include: 'raw' })).results, [{ account: { raw: {} } }])
  })

  await t.test('says what the sources can do', async (t) => {
    t.match(await client.sources(), [{ source: 'tenant' }, {}, {}, {}, { source: 'identity', kind: 'lookup' }])
    t.match(await client.source('iam'), { source: 'iam', maxPageSize: 100 })
  })

  await t.test('leaves the rest to openapi-fetch, whose answers it does not judge', async (t) => {
    const { data } = await client.api.GET('/problems/{slug}', {
      params: { path: { slug: 'not-found' } },
      headers: { accept: 'application/json' }
    })
    t.match(data, { type: '/problems/not-found' })
    const { error } = await client.api.GET('/accounts', { params: { query: { limit: 500 } } })
    t.match(error, { type: '/problems/invalid-request' })
  })

  await t.test('knows where an export can be downloaded', async (t) => {
    const address = client.exportUrl({ source: ['tenant', 'iam'], format: 'csv', bom: true })
    t.equal(address, `${url}/accounts/export?source=tenant,iam&format=csv&bom=true`)
    t.equal((await (await fetch(address)).text()).trimEnd().split('\r\n').length, 1 + 137 + 86)
    t.equal(clientOf('/').client.exportUrl(), '/accounts/export')
  })

  await t.test('asks as the document says', (t) => {
    t.ok(asked.includes('GET /accounts?source=tenant&limit=2&page=2'))
    t.ok(asked.includes('POST /accounts/search'))
    t.ok(asked.includes('GET /accounts/lookup?phone=10000000001&include=raw'))
    t.end()
  })
})

void t.test('every call can be aborted, while it is sent and while it waits', async (t) => {
  const reason = new Error('enough')
  const calls: readonly ((client: Client, signal: AbortSignal) => Promise<unknown>)[] = [
    ({ page }, signal) => page({}, { signal }),
    ({ search }, signal) => search({}, { signal }),
    ({ lookup }, signal) => lookup({ phone: '1' }, { signal }),
    ({ lookups }, signal) => lookups([], { signal }),
    ({ sources }, signal) => sources({ signal }),
    ({ source }, signal) => source('iam', { signal }),
    ({ exportAccounts }, signal) => exportAccounts({}, { signal }).next()
  ]
  for (const call of calls) {
    const controller = new AbortController()
    const { url } = await startUpstream(t, () => controller.abort(reason))
    t.equal(await failureOf(call(clientOf(url).client, controller.signal)), reason)
  }
  const controller = new AbortController()
  const { url } = await startUpstream(t, (_request, response) => response.writeHead(503).end('away'))
  const { client, asked } = clientOf(url, {}, () => controller.abort(reason))
  t.equal(await failureOf(client.sources({ signal: controller.signal })), reason)
  t.equal(asked.length, 1)
  t.equal(await failureOf(client.sources({ signal: AbortSignal.abort(reason) })), reason)
})

void t.test('a walk that is left asks for no further page, and one that is aborted throws the reason', async (t) => {
  const { url, simulator } = await startSandbox(t)
  const { client, asked } = clientOf(url)
  for await (const account of client.accounts({ source: ['tenant'], limit: 10 })) {
    t.equal(account.source, 'tenant')
    break
  }
  t.equal(asked.length, 1)
  simulator.setFault('tenant', { kind: 'hang' })
  const reason = new Error('enough')
  const controller = new AbortController()
  const walk = client.accounts({ source: ['tenant'] }, { signal: controller.signal }).next()
  controller.abort(reason)
  t.equal(await failureOf(walk), reason)
})

void t.test('a walk or an export that is aborted between two accounts gives no further one', async (t) => {
  const { url } = await startSandbox(t)
  const { client } = clientOf(url)
  const reason = new Error('enough')
  for (const list of [client.accounts, client.exportAccounts]) {
    const controller = new AbortController()
    const { items, error } = await drain(list({ source: ['tenant'] }, { signal: controller.signal }), (count) => {
      if (count === 3) controller.abort(reason)
    })
    t.equal(items.length, 3)
    t.equal(error, reason)
  }
})
