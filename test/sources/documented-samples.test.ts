import t from 'tap'
import type { Account } from '../../src/model/account.ts'
import { startService, type Answer } from '../support/service.ts'
import { fixture, pathOf, sampleOf, successOf } from '../support/samples.ts'
import { isLookup, listSources, plain, sources } from '../support/sources.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

let text = ''
const upstream = await startUpstream(t, (_request, response) => sendJson(response, text))
const { get } = await startService(t, upstream.url, { environment: plain })

/** The service's answer if the upstream sends a fixture unchanged. */
function played(source: string, sent: string, query = ''): Promise<Answer> {
  text = sent
  return get(pathOf(source) + query)
}

function accountsOf(source: string): Account[] {
  const accounts: Account[] = JSON.parse(fixture(`${source}/accounts.json`))
  return accounts
}

for (const source of listSources) {
  void t.test(`${source}: the document's success sample becomes accounts`, async (t) => {
    const { status, body } = await played(source, successOf(source))
    t.equal(status, 200)
    t.strictSame(body.data, accountsOf(source))
    t.equal(body.page.total, sampleOf(source).total)
    t.strictSame(body.sources[0]?.warnings, [])
    t.equal(body.complete, true)
  })

  void t.test(`${source}: the document's sample ends the walk at its total`, async (t) => {
    const { body } = await played(source, successOf(source))
    t.equal(body.page.nextCursor === null, sampleOf(source).total === body.data.length)
  })
}

void t.test('the samples of tenant, scope, industry and iam have the totals of their documents', (t) => {
  const totals = { tenant: 3, scope: 125, industry: 2, iam: 2 }
  for (const [source, total] of Object.entries(totals)) t.equal(sampleOf(source).total, total, source)
  t.end()
})

for (const source of sources.filter(isLookup)) {
  void t.test(`${source}: the document's success sample becomes an account`, async (t) => {
    const { status, body } = await played(source, successOf(source))
    t.equal(status, 200)
    t.strictSame([body], accountsOf(source))
  })
}

for (const source of sources) {
  void t.test(`${source}: properties are in the model's order`, async (t) => {
    const { body } = await played(source, successOf(source))
    const [expected] = accountsOf(source)
    t.strictSame(Object.keys(isLookup(source) ? body : (body.data[0] ?? {})), Object.keys(expected ?? {}))
  })

  void t.test(`${source}: include=raw adds the sample's row unchanged`, async (t) => {
    const { body } = await played(source, successOf(source), '&include=raw')
    t.strictSame(isLookup(source) ? [body.raw] : body.data.map(({ raw }) => raw), sampleOf(source).rows)
  })
}

const failures = {
  tenant: {
    slug: 'upstream-forbidden',
    status: 502,
    code: '403',
    message: 'request forbidden.',
    localized: '请求被禁止'
  },
  scope: {
    slug: 'upstream-forbidden',
    status: 502,
    code: '403',
    message: 'request forbidden.',
    localized: '请求被禁止'
  },
  industry: {
    slug: 'upstream-forbidden',
    status: 502,
    code: '200',
    message: 'request forbidden.',
    localized: '请求没有权限'
  },
  identity: {
    slug: 'upstream-parameter-rejected',
    status: 400,
    code: '460',
    message: 'request parameter error.',
    localized: null
  }
} as const

for (const [source, expected] of Object.entries(failures)) {
  void t.test(`${source}: the document's failure sample becomes a problem`, async (t) => {
    const { status, headers, body } = await played(source, fixture(`${source}/failure.json`))
    t.equal(status, expected.status)
    t.match(headers.get('content-type'), /^application\/problem\+json\b/)
    t.match(body, {
      type: `/problems/${expected.slug}`,
      status: expected.status,
      instance: pathOf(source).split('?')[0],
      retryable: false,
      source
    })
    t.strictSame(body.upstream, {
      httpStatus: 200,
      code: expected.code,
      message: expected.message,
      localizedMessage: expected.localized,
      requestId: null
    })
  })
}
