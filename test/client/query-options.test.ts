import { InfiniteQueryObserver, QueryClient } from '@tanstack/query-core'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import {
  accountQuery,
  accountsInfiniteQuery,
  lookupQuery,
  meQuery,
  retryRules,
  sourcesQuery,
  type RetryRules
} from '../../client/src/query-options.ts'
import { AnswerError, ConnectionError } from '../../client/src/index.ts'
import { clientOf, failureOf } from '../support/client.ts'
import { withFaults } from '../support/faults.ts'
import { startSandbox } from '../support/service.ts'
import { plain } from '../support/sources.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

/** A query client whose timers end with the test. */
function queryClientOf(t: Test): QueryClient {
  const queryClient = new QueryClient()
  t.teardown(() => queryClient.clear())
  return queryClient
}

const atOnce = { retryDelay: 0 }

void t.test('the infinite query reads page after page to the end, and its first request has no cursor', async (t) => {
  const { url } = await startSandbox(t)
  const { client, asked } = clientOf(url)
  const options = accountsInfiniteQuery(client, { source: ['tenant', 'iam'], limit: 100 })
  const observer = new InfiniteQueryObserver(queryClientOf(t), options)
  t.teardown(observer.subscribe(() => {}))
  let result = await observer.fetchNextPage()
  while (result.hasNextPage) result = await observer.fetchNextPage()
  const pages = result.data?.pages ?? []
  const ids = pages.flatMap(({ data }) => data.map(({ id }) => id))
  t.equal(ids.length, 137 + 86)
  t.equal(new Set(ids).size, ids.length)
  t.ok(pages.every(({ missing, complete }) => missing.length === 0 && complete))
  t.equal(asked[0], 'GET /accounts?source=tenant,iam&limit=100')
  t.ok(asked.slice(1).every((request) => request.includes('cursor=')))
  t.same(options.queryKey, ['rollcall', 'accounts', { source: ['tenant', 'iam'], limit: 100 }])
})

void t.test(
  'the infinite query without a query reads all sources, and reports what is missing from a page',
  async (t) => {
    const { url, simulator } = await startSandbox(t, { environment: plain })
    withFaults(t, simulator, { iam: { kind: 'http', status: 503 } })
    const { client, asked } = clientOf(url)
    const { pages } = await queryClientOf(t).fetchInfiniteQuery(accountsInfiniteQuery(client))
    t.match(pages[0], { complete: false, missing: [{ source: 'iam', problem: { slug: 'upstream-unavailable' } }] })
    t.same(asked, ['GET /accounts'])
  }
)

void t.test('personal data of an infinite query is in no URL', async (t) => {
  const { url } = await startSandbox(t)
  const { client, asked } = clientOf(url)
  const options = accountsInfiniteQuery(client, { q: 'Emma', source: ['industry', 'iam'] })
  const { pages } = await queryClientOf(t).fetchInfiniteQuery({ ...options, pages: 2 })
  t.ok(pages.length > 0)
  t.same([...new Set(asked)], ['POST /accounts/search'])
})

void t.test('a lookup is an account or null, sources are a list, and the caller is one', async (t) => {
  const { url } = await startSandbox(t)
  const { client } = clientOf(url)
  const queryClient = queryClientOf(t)
  t.match(await queryClient.fetchQuery(lookupQuery(client, { phone: '10000000001' })), { source: 'identity' })
  t.equal(await queryClient.fetchQuery(lookupQuery(client, { phone: '10099999999' })), null)
  t.match(await queryClient.fetchQuery(sourcesQuery(client)), [{ source: 'tenant' }, {}, {}, {}, {}])
  t.match(await queryClient.fetchQuery(meQuery(client)), { name: null, rights: ['accounts:read', 'accounts:export'] })
  t.match(await failureOf(queryClient.fetchQuery(lookupQuery(client, { phone: ' ' }))), { slug: 'invalid-request' })
})

void t.test(
  'attempts of client and query library do not multiply: a source that hangs is asked three times',
  async (t) => {
    const { url, simulator } = await startSandbox(t, { environment: { ...plain, IAM_TIMEOUT_MS: '50' } })
    withFaults(t, simulator, { iam: { kind: 'hang' } })
    const { client, asked, waits } = clientOf(url)
    const query = { ...accountsInfiniteQuery(client, { source: ['iam'] }), ...atOnce }
    t.match(await failureOf(queryClientOf(t).fetchInfiniteQuery(query)), { retryable: true })
    t.equal(asked.length, 3)
    t.same(waits, [])
  }
)

void t.test('an account by its id is an account or null, and its search continues after scan-incomplete', async (t) => {
  const { url } = await startSandbox(t)
  const { client } = clientOf(url)
  const queryClient = queryClientOf(t)
  const { data } = await client.listAccounts({ source: ['iam'], limit: 1, fields: ['displayName'] })
  t.match(await queryClient.fetchQuery(accountQuery(client, data[0]?.id ?? '')), data[0])
  t.equal(await queryClient.fetchQuery(accountQuery(client, 'iam:1')), null)

  const steps = [
    [100, 'a b'],
    [100, 'c'],
    [0, 'd']
  ] as const
  const { url: slow, requests } = await startUpstream(t, (_request, response) => {
    const [rows, nextCursor] = steps[requests.length - 1] ?? [0, '']
    const scan = { rows, examined: 200, of: 900 }
    const problem = {
      type: '/problems/scan-incomplete',
      slug: 'scan-incomplete',
      status: 503,
      retryable: true,
      scan,
      nextCursor
    }
    sendJson(response, JSON.stringify(problem), 503)
  })
  const query = { ...accountQuery(clientOf(slow).client, 'tenant:a/b'), retry: false }
  t.match(await failureOf(queryClient.fetchQuery(query)), { slug: 'scan-incomplete', problem: { nextCursor: 'd' } })
  t.same(
    requests.map(({ url }) => url),
    ['', '?cursor=a+b', '?cursor=c'].map((end) => `/accounts/tenant%3Aa%2Fb${end}`)
  )
})

void t.test('a failure that a retry cannot help is not retried', async (t) => {
  const { url } = await startSandbox(t)
  const { client, asked } = clientOf(url)
  const query = { ...accountsInfiniteQuery(client, { limit: 500 }), ...atOnce }
  t.match(await failureOf(queryClientOf(t).fetchInfiniteQuery(query)), { slug: 'invalid-request' })
  t.equal(asked.length, 1)
})

void t.test('the rules of retries follow the answer', (t) => {
  const { retry, retryDelay }: RetryRules = retryRules
  const busy = new AnswerError('busy', 503, 2000)
  const longPause = new AnswerError('busy', 429, 60_000)
  const offline = new ConnectionError('offline', 'no')
  for (const [error, failures, again, ms] of [
    [busy, 0, true, 2000],
    [busy, 1, true, 2000],
    [busy, 2, false, 2000],
    [longPause, 0, false, 60_000],
    [offline, 0, true, 500],
    [offline, 1, true, 1000],
    [new AnswerError('no', 404), 0, false, 500],
    [new RangeError('a mistake of the program'), 0, false, 500]
  ] as const) {
    t.same([retry(failures, error), retryDelay(failures, error)], [again, ms], `${error.message} ${failures}`)
  }
  t.end()
})

void t.test('cancelling a query aborts its request', async (t) => {
  const arrived = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<void>()
  const { url } = await startUpstream(t, (_request, response) => {
    void once(response, 'close').then(() => closed.resolve())
    arrived.resolve()
  })
  const queryClient = queryClientOf(t)
  const failed = failureOf(queryClient.fetchInfiniteQuery(accountsInfiniteQuery(clientOf(url).client)))
  await arrived.promise
  await queryClient.cancelQueries({ queryKey: ['rollcall', 'accounts'] })
  await closed.promise
  t.match(String(await failed), 'CancelledError')
})
