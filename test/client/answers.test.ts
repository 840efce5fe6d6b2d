import t from 'tap'
import type { Client } from '../../client/src/index.ts'
import { clientOf, drain, failureOf } from '../support/client.ts'
import { httpAnswer, startTcpUpstream } from '../support/tcp-upstream.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

const report = { source: 'tenant', status: 'ok', returned: 1, total: 1, durationMs: 0, warnings: [], problem: null }
const page = {
  data: [{ id: 'tenant:1' }],
  page: { limit: 20, number: null, total: 1, nextCursor: null },
  sources: [report],
  complete: true
}
const results = { results: [{ key: { phone: '1' }, status: 'found', account: { id: 'identity:1' } }], complete: true }

const oddPages = [
  { ...page, data: {} },
  { ...page, data: [null] },
  { ...page, data: [{}] },
  { ...page, page: null },
  { ...page, page: {} },
  { ...page, page: { nextCursor: 1 } },
  { ...page, sources: null },
  { ...page, sources: [null] },
  { ...page, sources: [{ ...report, warnings: null }] },
  { ...page, sources: [{ ...report, source: 1 }] },
  { ...page, complete: 'true' }
]

interface Operation {
  readonly call: (client: Client) => Promise<unknown>
  readonly what: string
  readonly good: unknown
  readonly odd: readonly unknown[]
}

const key = { phone: '1' }
const operations: readonly Operation[] = [
  { call: ({ listAccounts }) => listAccounts(), what: 'a page of accounts', good: page, odd: oddPages },
  { call: ({ searchAccounts }) => searchAccounts({}), what: 'a page of accounts', good: page, odd: oddPages },
  { call: ({ iterateAccounts }) => iterateAccounts().next(), what: 'a page of accounts', good: page, odd: oddPages },
  { call: ({ lookupAccount }) => lookupAccount(key), what: 'an account', good: { id: 'identity:1' }, odd: [{ id: 1 }] },
  {
    call: ({ lookupAccounts }) => lookupAccounts([key]),
    what: 'results of a lookup',
    good: results,
    odd: [{ ...results, results: {} }, { ...results, results: [null] }, { ...results, complete: null }, { results: [] }]
  },
  {
    call: ({ listSources }) => listSources(),
    what: 'a list of sources',
    good: { data: [{ source: 'tenant' }] },
    odd: [{ data: {} }, { data: [{}] }, { data: [null] }]
  },
  { call: ({ getSource }) => getSource('iam'), what: 'a source', good: { source: 'iam' }, odd: [{ source: null }] }
]

void t.test('an answer of another operation throws an AnswerError without a retry', async (t) => {
  for (const { call, what, good, odd } of operations) {
    for (const body of [{}, [], 'hello', 1, true, ...odd]) {
      const { url, requests } = await startUpstream(t, (_request, response) => sendJson(response, JSON.stringify(body)))
      const error = await failureOf(call(clientOf(url).client))
      t.match(error, { name: 'AnswerError', status: 200, retryable: false, message: `the answer is not ${what}` })
      t.equal(requests.length, 1)
    }
    const { url } = await startUpstream(t, (_request, response) => sendJson(response, JSON.stringify(good)))
    t.equal(await failureOf(call(clientOf(url).client)), null, what)
  }
})

void t.test('unknown properties of a newer service are accepted', async (t) => {
  const newer = {
    ...page,
    sources: [{ ...report, source: 'ldap', status: 'late', warnings: [{ code: 'new' }] }],
    more: 1
  }
  const { url } = await startUpstream(t, (_request, response) => sendJson(response, JSON.stringify(newer)))
  t.same(await clientOf(url).client.listAccounts(), newer)
})

void t.test('a problem with malformed reports throws an AnswerError', async (t) => {
  const problem = {
    type: '/problems/upstream-error',
    slug: 'upstream-error',
    title: 'No',
    status: 502,
    detail: 'no',
    retryable: false
  }
  for (const sources of [{}, [null], [{ source: 'tenant' }]]) {
    const body = JSON.stringify({ ...problem, sources })
    const { url } = await startUpstream(t, (_request, response) => sendJson(response, body, 502))
    t.match(await failureOf(clientOf(url, { retry: { maxAttempts: 1 } }).client.listAccounts()), {
      name: 'AnswerError',
      status: 502
    })
  }
})

void t.test('an export whose last line is not an end throws an AnswerError', async (t) => {
  for (const end of [
    '1',
    '{}',
    '{"complete":true,"count":0}',
    '{"count":0,"sources":[]}',
    '{"complete":true,"count":0,"sources":[{}]}'
  ]) {
    const { url } = await startTcpUpstream(t, (socket) => socket.end(httpAnswer(`{"end":${end}}\n`)))
    t.match((await drain(clientOf(url).client.exportAccounts())).error, { name: 'AnswerError', message: /^a line/ })
  }
})
