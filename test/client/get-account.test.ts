import t from 'tap'
import { clientOf, failureOf } from '../support/client.ts'
import { startMovingList } from '../support/moving-list.ts'
import { startSandbox, startService } from '../support/service.ts'
import { plain } from '../support/sources.ts'

void t.test('getAccount: one account by its id, with the selected properties', async (t) => {
  const { url } = await startSandbox(t)
  const { client, asked } = clientOf(url)
  const { data } = await client.listAccounts({ source: ['scope'] })
  t.same(await client.getAccount(data[3]?.id ?? ''), data[3])
  t.same(Object.keys(await client.getAccount(data[3]?.id ?? '', { fields: ['email'] })), ['id', 'source', 'email'])
  t.match(await failureOf(client.getAccount('scope:a/b')), { slug: 'account-not-found' })
  t.equal(asked.at(-1), 'GET /accounts/scope%3Aa%2Fb')
})

void t.test('getAccount: a list too long for one answer is continued by its cursor', async (t) => {
  const list = await startMovingList(t, 1200)
  const { url } = await startService(t, list.url, { environment: { ...plain, TENANT_TIMEOUT_MS: '300' } })
  let left = 0
  list.onCall = () => left-- > 0
  const { client, asked, waits } = clientOf(url, {
    fetch: async (request) => {
      left = 5
      return fetch(request)
    }
  })
  t.match(await client.getAccount('tenant:id-1100'), { id: 'tenant:id-1100' })
  t.same(waits, [])
  t.same(asked, [])
  t.match(await failureOf(client.getAccount('tenant:nobody')), { slug: 'account-not-found' })
})

void t.test('getAccount: after 20 answers, or without progress, scan-incomplete is thrown', async (t) => {
  for (const [rows, requests] of [
    [100, 20],
    [0, 1]
  ] as const) {
    let sent = 0
    const problem = { type: '/problems/scan-incomplete', slug: 'scan-incomplete', status: 503, retryable: true }
    const body = JSON.stringify({ ...problem, scan: { rows, examined: 1, of: null }, nextCursor: 'next' })
    const { client } = clientOf('http://127.0.0.1', {
      fetch: async () => {
        sent += 1
        return new Response(body, { status: 503, headers: { 'content-type': 'application/problem+json' } })
      }
    })
    t.match(await failureOf(client.getAccount('tenant:1')), {
      slug: 'scan-incomplete',
      problem: { nextCursor: 'next' }
    })
    t.equal(sent, requests)
  }
})
