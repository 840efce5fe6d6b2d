import t from 'tap'
import type { Client } from '../../client/src/index.ts'
import { clientOf, drain, failureOf } from '../support/client.ts'
import { withFaults } from '../support/faults.ts'
import { startSandbox } from '../support/service.ts'
import { startUpstream } from '../support/upstream.ts'

void t.test('the client', async (t) => {
  const { url } = await startSandbox(t)
  const { client, asked } = clientOf(url)

  await t.test('returns one page, by number or cursor', async (t) => {
    const first = await client.listAccounts({ source: ['tenant'], limit: 2 })
    t.equal(first.data.length, 2)
    const cursor = first.page.nextCursor ?? ''
    const next = await client.listAccounts({ source: ['tenant'], limit: 2, cursor })
    t.same((await client.listAccounts({ source: ['tenant'], limit: 2, page: 2 })).data, next.data)
    t.same((await client.searchAccounts({ source: ['tenant'], limit: 2, cursor })).data, next.data)
    t.match((await client.listAccounts({ source: ['tenant'], include: 'raw' })).data[0], { raw: { openId: String } })
    t.equal((await client.listAccounts()).sources.length, 4)
  })

  await t.test('looks up one account', async (t) => {
    t.match(await client.lookupAccount({ phone: '10000000001' }), { source: 'identity', phone: '10000000001' })
    t.match(await client.lookupAccount({ phone: '10000000001' }, { include: 'raw' }), { raw: { identityId: String } })
  })

  await t.test('looks up several accounts', async (t) => {
    const keys = [{ phone: '10000000001' }, { email: 'nobody@example.com' }, { loginId: 'nobody' }]
    const { results, complete } = await client.lookupAccounts(keys)
    t.equal(complete, true)
    t.match(results, [
      { key: { phone: '10000000001' }, status: 'found', account: { source: 'identity' } },
      { status: 'not-found', account: null },
      { key: { loginId: 'nobody', loginSource: 'openAccount' }, status: 'not-found' }
    ])
    t.match((await client.lookupAccounts([{ phone: '10000000001' }], { include: 'raw' })).results, [
      { account: { raw: {} } }
    ])
  })

  await t.test('returns what the sources can do', async (t) => {
    t.match(await client.listSources(), [{ source: 'tenant' }, {}, {}, {}, { source: 'identity', kind: 'lookup' }])
    t.match(await client.getSource('iam'), { source: 'iam', maxPageSize: 100 })
  })

  await t.test('returns the download URL of an export', async (t) => {
    const address = client.exportUrl({ source: ['tenant', 'iam'], format: 'csv', bom: true })
    t.equal(address, `${url}/accounts/export?source=tenant,iam&format=csv&bom=true`)
    t.equal((await (await fetch(address)).text()).trimEnd().split('\r\n').length, 1 + 137 + 86)
    t.equal(clientOf('http://127.0.0.1/x/').client.exportUrl(), 'http://127.0.0.1/x/accounts/export')
  })

  await t.test('sends requests as documented', (t) => {
    t.ok(asked.includes('GET /accounts?source=tenant&limit=2&page=2'))
    t.ok(asked.includes('POST /accounts/search'))
    t.ok(asked.includes('GET /accounts/lookup?phone=10000000001&include=raw'))
    t.end()
  })
})

void t.test('an empty list of sources is an error in every method, and nothing is sent', async (t) => {
  const { client, asked } = clientOf('http://127.0.0.1:9')
  const error = new TypeError('source is empty: name at least one source, or omit it to get all of them')
  const query = { source: [] }
  t.strictSame(await failureOf(client.listAccounts(query)), error)
  t.strictSame(await failureOf(client.searchAccounts(query)), error)
  t.strictSame(await failureOf(client.iterateAccounts(query).next()), error)
  t.strictSame(await failureOf(client.iterateAccounts({ ...query, q: 'Emma' }).next()), error)
  t.strictSame(await failureOf(client.exportAccounts(query).next()), error)
  t.throws(() => client.exportUrl(query), error)
  t.same(asked, [])
})

void t.test('a parameter that is undefined is left out', async (t) => {
  const { url } = await startSandbox(t)
  const { client, asked } = clientOf(url)
  const query = { source: undefined, limit: undefined, q: undefined, role: undefined }
  await client.listAccounts(query)
  await client.searchAccounts(query)
  await client.lookupAccount({ phone: '10000000001' }, {})
  await client.iterateAccounts(query).next()
  t.same(asked, [
    'GET /accounts',
    'POST /accounts/search',
    'GET /accounts/lookup?phone=10000000001',
    'GET /accounts?limit=100'
  ])
})

void t.test('every call can be aborted, while it is sent and while it waits', async (t) => {
  const reason = new Error('enough')
  const calls: readonly ((client: Client, signal: AbortSignal) => Promise<unknown>)[] = [
    ({ listAccounts }, signal) => listAccounts({}, { signal }),
    ({ searchAccounts }, signal) => searchAccounts({}, { signal }),
    ({ lookupAccount }, signal) => lookupAccount({ phone: '1' }, { signal }),
    ({ lookupAccounts }, signal) => lookupAccounts([], { signal }),
    ({ listSources }, signal) => listSources({ signal }),
    ({ getSource }, signal) => getSource('iam', { signal }),
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
  t.equal(await failureOf(client.listSources({ signal: controller.signal })), reason)
  t.equal(asked.length, 1)
  t.equal(await failureOf(client.listSources({ signal: AbortSignal.abort(reason) })), reason)
})

void t.test('leaving a walk requests no further page, and aborting it throws the reason', async (t) => {
  const { url, simulator } = await startSandbox(t)
  const { client, asked } = clientOf(url)
  for await (const account of client.iterateAccounts({ source: ['tenant'], limit: 10 })) {
    t.equal(account.source, 'tenant')
    break
  }
  t.equal(asked.length, 1)
  withFaults(t, simulator, { tenant: { kind: 'hang' } })
  const reason = new Error('enough')
  const controller = new AbortController()
  const walk = client.iterateAccounts({ source: ['tenant'] }, { signal: controller.signal }).next()
  controller.abort(reason)
  t.equal(await failureOf(walk), reason)
})

void t.test('a walk or export aborted between two accounts yields no further one', async (t) => {
  const { url } = await startSandbox(t)
  const { client } = clientOf(url)
  const reason = new Error('enough')
  for (const list of [client.iterateAccounts, client.exportAccounts]) {
    const controller = new AbortController()
    const { items, error } = await drain(list({ source: ['tenant'] }, { signal: controller.signal }), (count) => {
      if (count === 3) controller.abort(reason)
    })
    t.equal(items.length, 3)
    t.equal(error, reason)
  }
})
