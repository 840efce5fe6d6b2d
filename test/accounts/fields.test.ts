import { parse } from 'csv-parse/sync'
import t from 'tap'
import { accountProperties, type AccountProperty } from '../../src/model/account-properties.ts'
import type { Account } from '../../src/model/account.ts'
import { startSandbox, type Service } from '../support/service.ts'
import { listSources } from '../support/sources.ts'
import { walk } from '../support/walk.ts'

const selections: readonly (readonly AccountProperty[])[] = [
  ['displayName'],
  ['phone', 'email', 'nativeId'],
  ['masked'],
  ['masked', 'phone'],
  ['organizations', 'roles', 'source', 'id'],
  [...accountProperties].toReversed()
]

/** The selected properties of a complete account. */
function partOf(account: Account, names: readonly AccountProperty[]): Record<string, unknown> {
  const part: Record<string, unknown> = {}
  for (const name of accountProperties) {
    if (!['id', 'source', ...names].includes(name)) continue
    part[name] =
      name === 'masked' ? account.masked.filter((masked) => names.some((other) => other === masked)) : account[name]
  }
  if (account.raw !== undefined) part['raw'] = account.raw
  return part
}

async function textOf({ url }: Service, path: string): Promise<string> {
  return await (await fetch(url + path)).text()
}

/** Compares as text, so the order of properties counts. */
const json = (value: unknown): string => JSON.stringify(value)

void t.test('fields select the properties of accounts, in the order of the model', async (t) => {
  const service = await startSandbox(t)
  const { get, post } = service
  for (const source of listSources) {
    for (const include of ['', '&include=raw']) {
      const whole = (await get(`/accounts?source=${source}&limit=30${include}`)).body.data
      t.ok(whole.length > 5)
      for (const names of selections) {
        const asked = `source=${source}&limit=30${include}&fields=${names.join(',')}`
        const { body } = await get(`/accounts?${asked}`)
        t.equal(json(body.data), json(whole.map((account) => partOf(account, names))), asked)
        t.equal(body.sources[0]?.returned, whole.length)
        const inBody = { source: [source], limit: 30, fields: names, ...(include && { include: 'raw' }) }
        t.equal(json((await post('/accounts/search', inBody)).body.data), json(body.data))
      }
    }
  }
})

void t.test('fields in a lookup', async (t) => {
  const { get, post } = await startSandbox(t)
  for (const include of ['', '&include=raw']) {
    const { body: whole } = await get(`/accounts/lookup?phone=10000000001${include}`)
    for (const names of selections) {
      // A complete account of the lookup: the test's body type does not know its `type` and `source`.
      const expected = json(partOf(JSON.parse(json(whole)), names))
      const { body } = await get(`/accounts/lookup?phone=10000000001&fields=${names.join(',')}${include}`)
      t.equal(json(body), expected)
      const keys = [{ phone: '10000000001' }, { phone: '10099999999' }]
      const batch = await post('/accounts/lookup', { keys, fields: names, ...(include && { include: 'raw' }) })
      t.match(JSON.parse(json(batch.body)), { results: [{ status: 'found' }, { account: null }], complete: true })
      t.equal(json(JSON.parse(json(batch.body)).results[0].account), expected)
    }
  }
})

void t.test('fields in an export: of each line, and as the columns of csv', async (t) => {
  const service = await startSandbox(t)
  for (const source of listSources) {
    const whole = (await textOf(service, `/accounts/export?source=${source}`)).trimEnd().split('\n')
    const rows: Record<string, string>[] = parse(
      await textOf(service, `/accounts/export?source=${source}&format=csv`),
      {
        columns: true
      }
    )
    for (const names of selections) {
      const asked = `/accounts/export?source=${source}&fields=${names.join(',')}`
      const lines = (await textOf(service, asked)).trimEnd().split('\n')
      t.same(
        lines.slice(0, -1),
        whole.slice(0, -1).map((line) => json(partOf(JSON.parse(line), names)))
      )
      t.match(lines.at(-1), /^\{"end":\{"complete":true/)
      const cells: string[][] = parse(await textOf(service, `${asked}&format=csv`))
      const columns = accountProperties.filter((name) => ['id', 'source', ...names].includes(name))
      t.same(cells[0], columns)
      const others = columns.filter((name) => name !== 'masked')
      t.same(
        cells.slice(1).map((row) => others.map((name) => row[columns.indexOf(name)])),
        rows.map((row) => others.map((name) => row[name]))
      )
    }
  }
})

void t.test('unknown, repeated or empty fields, and a duplicated parameter, are refused', async (t) => {
  const { get, post, simulator } = await startSandbox(t)
  const queries = ['fields=', 'fields=name', 'fields=raw', 'fields=email,email', 'fields=email,', 'fields=%20email']
  for (const query of [...queries, 'fields=email&fields=phone', 'fields=email&fields=email', 'fields[]=email']) {
    const name = query.startsWith('fields[') ? 'fields[]' : 'fields'
    for (const path of ['/accounts?', '/accounts/export?', '/accounts/lookup?phone=10000000001&']) {
      t.match(
        await get(path + query),
        { status: 400, body: { type: '/problems/invalid-request', errors: [{ in: 'query', name }] } },
        path + query
      )
    }
  }
  for (const fields of [[], ['name'], ['raw'], ['email', 'email'], 'email', [['email']], null]) {
    for (const [path, body] of [
      ['/accounts/search', { fields }],
      ['/accounts/lookup', { keys: [{ phone: '10000000001' }], fields }]
    ] as const) {
      t.match(await post(path, body), { status: 400, body: { type: '/problems/invalid-request' } }, json(fields))
    }
  }
  t.equal(simulator.calls.length, 0)
})

void t.test('a cursor is bound to its fields, in any spelling', async (t) => {
  const { get, post } = await startSandbox(t)
  const { body } = await get('/accounts?limit=4&fields=phone,email')
  const cursor = body.page.nextCursor
  t.equal((await get(`/accounts?limit=4&fields=email,phone,id&cursor=${cursor}`)).status, 200)
  t.equal((await post('/accounts/search', { limit: 4, fields: ['email', 'phone'], cursor })).status, 200)
  for (const query of ['limit=4', 'limit=4&fields=email', 'limit=4&fields=email,phone,type']) {
    t.match(await get(`/accounts?${query}&cursor=${cursor}`), {
      status: 400,
      body: { type: '/problems/cursor-invalid' }
    })
  }
  const whole = await walk(get, 'limit=100')
  const part = await walk(get, 'limit=100&fields=masked')
  t.same(part.ids, whole.ids)
})

void t.test('answers that share a window have the properties of their own query', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: { CACHE_TTL_MS: '60000' } })
  const whole = json((await get('/accounts?source=tenant')).body.data)
  const names = json((await get('/accounts?source=tenant&fields=userName')).body.data)
  t.equal(json((await get('/accounts?source=tenant')).body.data), whole)
  t.equal(json((await get('/accounts?source=tenant&fields=userName')).body.data), names)
  t.notMatch(names, /displayName/)
  const together = await Promise.all(
    ['', '&fields=email', '', '&fields=email'].map((fields) => get(`/accounts?source=scope${fields}`))
  )
  t.equal(json(together[0]?.body.data), json(together[2]?.body.data))
  t.equal(json(together[1]?.body.data), json(together[3]?.body.data))
  t.notMatch(json(together[1]?.body.data), /displayName/)
  t.equal(simulator.calls.length, 2)
})
