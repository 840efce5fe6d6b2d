import { setupServer } from 'msw/node'
import t, { type Test } from 'tap'
import { createClient, type Client } from '../../client/src/index.ts'
import {
  accountOf,
  accounts,
  me,
  mockService,
  problemOf,
  problems,
  reportOf,
  rollcallHandlers,
  sources,
  type Mock
} from '../../client/src/testing.ts'
import { drain, failureOf } from '../support/client.ts'
import { mistakeIn, undocumented } from '../support/document.ts'
import { withFaults } from '../support/faults.ts'
import { startSandbox } from '../support/service.ts'
import { plain } from '../support/sources.ts'

const baseUrl = 'https://rollcall.example.com'
const sizes = { tenant: 12, scope: 12, industry: 12, iam: 12 }
const once = { maxAttempts: 1 }

/** A client of the mock. Each answer must match the document. */
function mocked(t: Test, mock: Mock = {}): Client {
  const answer = mockService(mock)
  return createClient({
    baseUrl,
    retry: once,
    async fetch(request) {
      const response = await answer(request)
      const { pathname, search } = new URL(request.url)
      const type = response.headers.get('content-type') ?? ''
      if (type.includes('json;')) {
        const body: unknown = JSON.parse(await response.clone().text())
        const names = [...response.headers.keys()]
        t.equal(undocumented(request.method, pathname + search, response.status, type, body, names), null)
      }
      return response
    }
  })
}

/** Durations and cursors differ between services. */
const steady = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, part) =>
      ['durationMs', 'nextCursor', 'requestId'].includes(key) ? (part === null ? null : '*') : part
    )
  )

async function goodDay(client: Client): Promise<unknown[]> {
  const source = ['tenant', 'iam'] as const
  return [
    await client.listAccounts(),
    await client.listAccounts({ limit: 100 }),
    await client.listAccounts({ limit: 3 }),
    await client.listAccounts({ source: ['iam'], limit: 5, page: 2 }),
    await client.listAccounts({ source, limit: 7, fields: ['displayName'] }),
    await client.searchAccounts({ source: ['industry', 'iam'], q: 'Emma' }),
    (await drain(client.iterateAccounts({ limit: 7 }))).items.map(({ id }) => id).sort(),
    (await drain(client.exportAccounts({ source }))).end,
    (await client.exportFile({ source: ['tenant'], format: 'csv' })).total,
    await client.listAccounts({ q: 'Emma', scan: 'allow' }),
    await client.listAccounts({ role: 'sp_operator', scan: 'allow' }),
    await client.searchAccounts({ userName: accounts[14]?.userName ?? '', scan: 'allow' }),
    await client.getAccount(accounts[0]?.id ?? ''),
    await client.lookupAccount({ phone: '10000000001' }),
    await client.lookupAccounts([{ phone: '10000000001' }, { email: 'nobody@example.com' }]),
    // The service under test has no limit.
    { ...(await client.getMe()), rateLimit: null },
    (await client.listSources()).map(({ source, filters, kind }) => ({ source, filters, kind })),
    (await client.getSource('iam')).properties
  ]
}

async function refusals(client: Client): Promise<unknown[]> {
  const failures = [
    client.listAccounts({ limit: 101 }),
    client.listAccounts({ source: ['tenant'], q: 'a' }),
    client.listAccounts({ cursor: 'abc' }),
    client.getAccount('tenant:1'),
    client.lookupAccount({ phone: '10099999999' })
  ]
  return Promise.all(
    failures.map(async (call) => {
      const error = await failureOf(call)
      return error instanceof Error && 'slug' in error ? error.slug : error
    })
  )
}

async function badDay(client: Client): Promise<unknown[]> {
  const source = ['tenant', 'iam'] as const
  const { sources, ...page } = await client.listAccounts({ source })
  return [
    page,
    sources.map(({ source, status, returned, total }) => ({ source, status, returned, total })),
    await refusalOf(client.listAccounts({ source: ['iam'] })),
    await refusalOf(client.listAccounts({ source, partial: 'forbid' })),
    await refusalOf(client.exportFile({ source: ['iam'] })),
    (await drain(client.pages({ source, limit: 4 }, { allowIncomplete: true, retry: once }))).end?.missing.map(
      ({ source }) => source
    ),
    (await drain(client.exportAccounts({ source }))).items.length
  ]
}

async function refusalOf(call: Promise<unknown>): Promise<unknown> {
  const error = await failureOf(call)
  return error instanceof Error && 'slug' in error ? error.slug : error
}

void t.test('without options the mock answers like the service', async (t) => {
  const { url } = await startSandbox(t, { simulator: { sizes } })
  const client = createClient({ baseUrl: url })
  t.same(steady(await goodDay(mocked(t))), steady(await goodDay(client)))
  t.same(await refusals(mocked(t)), await refusals(client))
})

void t.test('with a failing source the mock answers like the service', async (t) => {
  const { url, simulator } = await startSandbox(t, { simulator: { sizes }, environment: plain })
  withFaults(t, simulator, { iam: { kind: 'http', status: 503 } })
  const service = await badDay(createClient({ baseUrl: url, retry: once }))
  t.same(steady(await badDay(mocked(t, { failing: { iam: 'upstream-unavailable' } }))), steady(service))
})

void t.test('the mock can refuse everything, lose rows, and fail in several ways', async (t) => {
  for (const slug of ['rate-limited', 'unauthenticated', 'overloaded'] as const) {
    const client = mocked(t, { refusing: slug })
    t.equal(await refusalOf(client.getMe()), slug)
    t.equal(await refusalOf(client.exportFile()), slug)
  }
  const lossy = mocked(t, { incomplete: ['iam'] })
  t.match(await lossy.listAccounts({ source: ['iam'] }), {
    complete: false,
    sources: [{ returned: 11, warnings: [{ code: 'row-invalid', row: 0 }] }]
  })
  const csv = await lossy.exportFile({ source: ['tenant', 'iam'], format: 'csv', bom: true })
  t.match(await failureOf(csv.blob()), { name: 'WalkIncomplete', end: { count: 23 } })
  const failing = { tenant: 'upstream-timeout', scope: 'upstream-error', iam: 'upstream-unavailable' } as const
  t.equal(await refusalOf(mocked(t, { failing }).listAccounts({ source: ['tenant', 'scope'] })), 'upstream-error')
  const busy = mocked(t, { failing: { tenant: 'overloaded', iam: 'upstream-unavailable' } })
  t.equal(await refusalOf(busy.listAccounts({ source: ['tenant', 'iam'] })), 'upstream-unavailable')
  const away = mocked(t, { failing: { identity: 'upstream-timeout' } })
  t.equal(await refusalOf(away.lookupAccount({ loginId: '1' })), 'upstream-timeout')
  t.equal(await refusalOf(away.lookupAccounts([{ phone: '1' }])), 'upstream-timeout')
})

void t.test('a scan of the mock may take several answers, and never finds what is masked', async (t) => {
  const [iam, tenant] = [accountOf({ source: 'iam' }), accountOf()]
  const found = { email: 'a@example.com', phone: '13800000000', masked: [] }
  const accounts = [iam, iam, { ...iam, ...found }, { ...iam, ...found, masked: ['email', 'phone'] as const }, tenant]
  const client = mocked(t, {
    accounts: accounts.map((account) => accountOf({ ...account, masked: [...account.masked] })),
    scanRows: 2
  })
  const source = ['iam'] as const
  const first = await client.searchAccounts({ source, email: 'A@example.com', scan: 'allow' })
  t.match(first, {
    data: [],
    sources: [{ total: null, scan: { rows: 2, examined: 2, of: 4 } }],
    page: { nextCursor: String }
  })
  for (const query of [{ email: 'A@example.com' }, { phone: '+86 138-0000-0000' }] as const) {
    t.equal((await drain(client.iterateAccounts({ source, scan: 'allow', ...query }))).items.length, 1)
  }
  t.match(await client.listAccounts({ source: ['tenant'], role: 'cook', scan: 'allow' }), {
    sources: [{ status: 'done' }]
  })
  t.equal(await refusalOf(client.listAccounts({ source, appId: '1', scan: 'allow' })), 'unsupported-filter')
})

void t.test('the mock has the accounts of the test, and filters them', async (t) => {
  const emma = accountOf({ source: 'industry', nativeId: '7', displayName: 'Emma, "E"', email: 'emma@example.com' })
  const cook = accountOf({
    source: 'iam',
    roles: [{ code: 'cook', name: null }],
    organizations: [{ id: 'kitchen', name: null }]
  })
  t.match(emma, { id: 'industry:7', nativeId: '7', source: 'industry' })
  const known = accountOf({ source: 'identity', email: 'cook@example.com', loginId: '9', loginSource: 'openAccount' })
  const client = mocked(t, { accounts: [emma, cook, known] })
  t.match(await client.searchAccounts({ q: 'EMMA' }), { data: [{ id: 'industry:7' }], complete: false })
  t.match((await client.listAccounts({ source: ['iam'], role: 'cook' })).data, [{ id: cook.id }])
  t.match((await client.listAccounts({ source: ['industry'], organizationId: 'kitchen' })).data, [])
  t.equal((await client.listAccounts({ source: ['industry'], appId: 'any' })).data.length, 1)
  t.match(await client.lookupAccount({ email: 'cook@example.com' }), { id: known.id })
  t.match(await client.lookupAccount({ loginId: '9' }), { id: known.id })
  const file = await client.exportFile({ format: 'csv' })
  t.match(await (await file.blob()).text(), /^id,source,.*\r\nindustry:7,industry,7,[^,]*,"Emma, ""E"""/)
  t.equal(await refusalOf(client.exportFile({ source: ['tenant'], q: 'x' })), 'unsupported-filter')
})

const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` })

void t.test('every account and problem of the factories is as the document says', (t) => {
  for (const account of accounts) t.equal(mistakeIn(schema('Account'), account), null)
  for (const problem of Object.values(problems)) {
    t.equal(mistakeIn(schema('Problem'), problem), null)
    t.equal(mistakeIn(schema('Problem'), problemOf(problem.slug, { detail: 'other' })), null)
  }
  for (const source of sources) t.equal(mistakeIn(schema('Source'), source), null)
  t.equal(mistakeIn(schema('Me'), me), null)
  t.equal(mistakeIn(schema('SourceReport'), reportOf('iam', { status: 'done', returned: 0 })), null)
  t.throws(() => accountOf({ source: JSON.parse('"ldap"') }), new TypeError('no source ldap'))
  t.end()
})

void t.test('MSW handlers answer under the base URL of the service', async (t) => {
  const root = `${baseUrl}/rollcall/`
  const server = setupServer(...rollcallHandlers(root, { failing: { iam: 'upstream-timeout' } }))
  server.listen()
  t.teardown(() => server.close())
  const client = createClient({ baseUrl: root, retry: once })
  t.match(await client.listAccounts(), {
    complete: false,
    sources: [{}, {}, {}, { problem: { slug: 'upstream-timeout' } }]
  })
  t.match(await client.searchAccounts({ source: ['iam'] }).catch((error: unknown) => error), {
    slug: 'upstream-timeout'
  })
  t.equal((await client.listSources()).length, 5)
  t.match(await client.getSource('tenant'), { source: 'tenant' })
  t.match(await client.getMe(), { name: null })
  server.resetHandlers(...rollcallHandlers(root, { refusing: 'rate-limited' }))
  t.equal(await refusalOf(client.getMe()), 'rate-limited')
})
