import { once } from 'node:events'
import { get as httpGet, type IncomingMessage } from 'node:http'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import type { Account } from '../../src/model/account.ts'
import type { ExportEnd } from '../../src/model/export-end.ts'
import { withFaults } from '../support/faults.ts'
import { idsOf, startMovingLists } from '../support/moving-lists.ts'
import { exportEnd } from '../support/ndjson.ts'
import { startSandbox, startService, type Service } from '../support/service.ts'
import { settled } from '../support/until.ts'
import { listSources, theseFive } from '../support/sources.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

interface Exported {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly accounts: Account[]
  readonly end: ExportEnd | null
}

async function exported({ url }: Service, query: string, headers: Record<string, string> = {}): Promise<Exported> {
  const response = await fetch(`${url}/accounts/export?${query}`, { headers })
  const text = await response.text()
  const lines = response.headers.get('content-type')?.includes('ndjson') ? text.trimEnd().split('\n') : []
  const last = lines.at(-1)
  return {
    status: response.status,
    headers: response.headers,
    text,
    accounts: lines.slice(0, -1).map((line): Account => JSON.parse(line)),
    end: last === undefined ? null : (JSON.parse(last).end ?? null)
  }
}

void t.test('an export of these five sources', async (t) => {
  const service = await startSandbox(t, { environment: { ...theseFive, TENANT_TIMEOUT_MS: '1500' } })
  const { simulator, get } = service

  await t.test('has every account of every source, one per line, and the end', async (t) => {
    const { accounts, end, headers } = await exported(service, '')
    t.equal(accounts.length, 137 + 125 + 2000 + 86)
    t.equal(new Set(accounts.map(({ id }) => id)).size, accounts.length)
    t.match(end, { complete: true, count: accounts.length })
    t.same(
      end?.sources.map(({ source, status, returned, total }) => [source, status, returned, total]),
      [
        ['tenant', 'ok', 137, 137],
        ['scope', 'ok', 125, 125],
        ['industry', 'ok', 2000, 2000],
        ['iam', 'ok', 86, 86]
      ]
    )
    t.equal(headers.get('content-type'), 'application/x-ndjson')
    t.equal(headers.get('content-disposition'), 'attachment; filename="accounts.ndjson"')
    t.equal(headers.get('cache-control'), 'private, no-store')
    t.equal(headers.get('x-total-count'), null)
  })

  await t.test("uses the upstream's largest pages, filters and raw rows", async (t) => {
    simulator.calls.length = 0
    const { accounts, headers } = await exported(service, 'source=scope&include=raw')
    t.equal(headers.get('x-total-count'), '125')
    t.equal(simulator.calls.length, 3)
    t.ok(accounts.every(({ raw, nativeId }) => raw?.['identityId'] === nativeId))
    const found = await exported(service, 'source=industry&q=Emma')
    t.equal(found.accounts.length, (await get('/accounts?source=industry&q=Emma&limit=100')).body.page.total)
  })

  await t.test('reports skipped sources', async (t) => {
    const { end } = await exported(service, 'q=Emma')
    t.equal(end?.complete, false)
    t.match(end?.sources, [{ status: 'skipped' }, { status: 'skipped' }, { status: 'ok' }, { status: 'ok' }])
  })

  await t.test('is a problem if it fails before its first byte', async (t) => {
    withFaults(t, simulator, { tenant: { kind: 'hang', times: 1 } })
    t.match(await get('/accounts/export'), {
      status: 504,
      body: { type: '/problems/upstream-timeout', source: 'tenant' }
    })
    t.match(await get('/accounts/export?source=tenant&q=x'), {
      status: 400,
      body: { type: '/problems/unsupported-filter' }
    })
    t.match(await get('/accounts/export?source=iam', { 'x-iam-access-token': 'nobody' }), { status: 401 })
    t.match(await get('/accounts/export?q=Emma&format=csv'), {
      status: 400,
      body: { type: '/problems/unsupported-filter', sources: [{}, {}, {}, {}] }
    })
  })

  await t.test('refuses parameters that exclude each other', async (t) => {
    for (const query of [
      'bom=true',
      'format=csv&include=raw',
      'format=xml',
      'bom=1&format=csv',
      'limit=5',
      'cursor=x',
      'page=1',
      'partial=allow'
    ]) {
      t.match(await get(`/accounts/export?${query}`), { status: 400, body: { type: '/problems/invalid-request' } })
    }
    t.match(await get('/accounts/export', { accept: 'application/json' }), { status: 406 })
    t.equal((await fetch(`${service.url}/accounts/export`, { method: 'HEAD' })).status, 405)
  })

  await t.test('as ndjson continues if a source fails in the middle, and is incomplete', async (t) => {
    withFaults(t, simulator, { scope: { kind: 'http', status: 500 } })
    const { accounts, end } = await exported(service, 'source=tenant,scope,iam')
    t.equal(accounts.length, 137 + 86)
    t.equal(end?.complete, false)
    t.match(end?.sources, [
      { source: 'tenant', status: 'ok', returned: 137 },
      { source: 'scope', status: 'failed', returned: 0, problem: { type: '/problems/upstream-error' } },
      { source: 'iam', status: 'ok', returned: 86 }
    ])
  })

  await t.test('as csv breaks off if anything is missing', async (t) => {
    withFaults(t, simulator, { scope: { kind: 'http', status: 500 } })
    await t.rejects(exported(service, 'source=tenant,scope,iam&format=csv'))
    withFaults(t, simulator, { iam: { kind: 'short-page', by: 1 } })
    await t.rejects(exported(service, 'source=iam&format=csv'))
    t.match(service.log(), /"route":"\/accounts\/export","status":200,"slug":"upstream-error"/)
    t.match((await exported(service, 'source=iam')).end, {
      complete: false,
      sources: [{ warnings: [{ code: 'short-page' }] }]
    })
  })
})

void t.test('every list is exported completely, each account once', async (t) => {
  const service = await startSandbox(t, { simulator: { sizes: { industry: 190 } } })
  for (const source of listSources) {
    const { accounts, end } = await exported(service, `source=${source}`)
    t.match(end, { complete: true, count: accounts.length, sources: [{ source, returned: accounts.length }] })
    t.equal(new Set(accounts.map(({ id }) => id)).size, accounts.length)
  }
})

void t.test('csv equals the ndjson, cell by cell, without formulas', async (t) => {
  const names = [
    '=HYPERLINK("http://x","y")',
    '+1',
    '-1',
    '@x',
    '\tx',
    'a "quoted", name',
    'two\r\nlines',
    'a\nb',
    'a\rb',
    'b\n',
    '\n=1+1',
    '\r=1+1',
    'c\n=1+1',
    '张三',
    ' padded ',
    "'quoted",
    ';'
  ]
  const rows = names.map((nickName, index) => ({
    auid: String(index),
    nickName,
    admin: index % 2 === 0,
    roleList: [{ roleCode: 'A' }, { roleCode: 'B', roleName: 'b' }],
    orgList: [{ organizationId: '1', organizationName: '研发部' }, { organizationId: '2' }],
    phone: '100****0001'
  }))
  const { url } = await startUpstream(t, (_request, response) => {
    sendJson(response, JSON.stringify({ code: 200, data: { total: rows.length, data: rows } }))
  })
  const service = await startService(t, url)
  const { accounts } = await exported(service, 'source=industry')
  const { text, headers } = await exported(service, 'source=industry&format=csv')
  t.match(headers.get('content-type'), /^text\/csv; charset=utf-8/)
  t.ok(text.split('\r\n').length > names.length)
  const cells: Record<string, string>[] = parse(text, { columns: true })
  t.equal(cells.length, accounts.length)
  // Some readers treat any line break as the end of a row.
  const strictly: Record<string, string>[] = parse(text, { columns: true, record_delimiter: ['\r\n', '\n', '\r'] })
  t.equal(strictly.length, accounts.length)
  for (const [index, account] of accounts.entries()) {
    const row = cells[index] ?? {}
    t.same(row, strictly[index])
    t.same(Object.keys(row), Object.keys(account))
    for (const [name, value] of Object.entries(account)) {
      const plain = typeof value === 'object' && value !== null ? null : String(value ?? '')
      const dangerous = plain !== null && /^[=+\-@\t\r\n]/.test(plain)
      if (plain !== null) t.equal(row[name], dangerous ? `'${plain}` : plain)
    }
    t.match(row, { roles: 'A;B', organizations: '研发部;2', masked: 'phone', isAdmin: String(index % 2 === 0) })
  }
  t.notOk(cells.some(({ displayName = '' }) => /^[=+\-@\t\r\n]/.test(displayName)))
  const withMark = await fetch(`${service.url}/accounts/export?source=industry&format=csv&bom=true`)
  t.same([...new Uint8Array(await withMark.arrayBuffer()).slice(0, 3)], [0xef, 0xbb, 0xbf])
  t.notMatch(text, /^\uFEFF/)
})

void t.test('csv: no item of a list is a formula, wherever a spreadsheet splits cells', async (t) => {
  const cases = [
    [['-org', '=o2'], "'-org;'=o2"],
    [['a', '+b', '@c', 'd'], "a;'+b;'@c;d"],
    [['=1', '', '\t2'], "'=1;5;'\t2"],
    [['x;=1+1', '＝2'], "x;'=1+1;'＝2"],
    [['a-b', 'c=d', 'e@f'], 'a-b;c=d;e@f']
  ] as const
  const rows = cases.map(([names], index) => ({
    auid: String(index),
    nickName: index === 0 ? 'plain;=cmd' : `;-${index}`,
    roleList: names.map((roleCode) => ({ roleCode })).filter(({ roleCode }) => roleCode !== ''),
    orgList: names.map((organizationName) => ({ organizationId: '5', organizationName }))
  }))
  const { url } = await startUpstream(t, (_request, response) => {
    sendJson(response, JSON.stringify({ code: 200, data: { total: rows.length, data: rows } }))
  })
  const { text } = await exported(await startService(t, url), 'source=industry&format=csv')
  const cells: Record<string, string>[] = parse(text, { columns: true })
  t.same(
    cells.map(({ organizations }) => organizations),
    cases.map(([, cell]) => cell)
  )
  t.match(cells[0], { displayName: "plain;'=cmd", roles: "'-org;'=o2" })
  t.match(cells[1], { displayName: ";'-1", roles: "a;'+b;'@c;d" })
})

void t.test('a paused reader pauses the upstream calls, and a disconnected one ends them', async (t) => {
  const row = { nickName: 'x'.repeat(5000) }
  const { url, requests } = await startUpstream(t, ({ body }, response) => {
    const { pageNo, pageSize } = JSON.parse(body).params
    const list = Array.from({ length: pageSize }, (_, index) => ({ openId: `${pageNo}-${index}`, ...row }))
    sendJson(response, JSON.stringify({ code: 200, data: { total: 1_000_000, thirdAccountMetaList: list } }))
  })
  const service = await startService(t, url)
  const request = httpGet(`${service.url}/accounts/export?source=tenant`)
  const [response]: IncomingMessage[] = await once(request, 'response')
  // Without a reader the socket buffers fill up, and no further page is requested.
  const asked = await settled(() => requests.length)
  t.ok(asked < 60, `${asked} pages`)
  response?.destroy()
  await once(request, 'close')
  t.ok((await settled(() => requests.length)) <= asked + 2)
})

void t.test('the number of warnings is bounded', async (t) => {
  const { url } = await startUpstream(t, ({ body }, response) => {
    const { pageNo, pageSize } = JSON.parse(body).params
    sendJson(
      response,
      JSON.stringify({
        code: 200,
        data: { total: 500, thirdAccountMetaList: Array.from({ length: pageNo > 5 ? 0 : pageSize }, () => ({})) }
      })
    )
  })
  const { end } = await exported(await startService(t, url), 'source=tenant')
  t.equal(end?.complete, false)
  const warnings = end?.sources[0]?.warnings ?? []
  t.equal(warnings.length, 101)
  t.match(warnings.at(-1), { code: 'row-invalid', detail: /^400 more warnings/ })
})

void t.test('a loss is reported after any number of other warnings', async (t) => {
  const { url, list, calls } = await startMovingLists(t, { tenant: { ids: idsOf(3000) } })
  list('tenant').totalOf = () => String(4000 + calls.length)
  list('tenant').pageOf = (ids, { offset, size }) => [...ids, ''].slice(offset, offset + size)
  const service = await startService(t, url, { environment: { TENANT_MAX_PAGE_SIZE: '20' } })
  const text = await (await fetch(`${service.url}/accounts/export?source=tenant`)).text()
  const end = exportEnd(text)
  t.equal(end.complete, false)
  t.equal(end.sources[0]?.warnings.length, 100)
  t.match(end.sources[0]?.warnings.at(-1), { code: 'row-invalid', row: 3000 })
})
