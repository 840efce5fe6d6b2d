import t from 'tap'
import { timeoutName } from '../../src/config/settings.ts'
import { accountProperties } from '../../src/model/account-properties.ts'
import { accountSchema, type Account } from '../../src/model/account.ts'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'
import { readConfig } from '../../src/config/config.ts'
import { registry } from '../../src/sources/registry.ts'
import { filterNames } from '../../src/model/query.ts'
import type { SourceDefinition } from '../../src/sources/source.ts'
import { open } from '../support/mappers.ts'
import { startSandbox } from '../support/service.ts'
import { fixture } from '../support/samples.ts'

/** The Account properties that a row can fill. The others are always null or empty. */
function filled(account: Account): string[] {
  return Object.entries(account)
    .filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value !== null))
    .map(([name]) => name)
}

function mapFixture(definition: SourceDefinition, file: string): Account[] {
  const rows: unknown[] = JSON.parse(fixture(`${definition.id}/${file}`))
  return rows.map((row) => open(definition).toAccount(row, false))
}

/** The accounts of a complete upstream answer. */
function mapAnswer(definition: SourceDefinition, body: string): Account[] {
  const source = open(definition)
  const answer = source.readResponse({ status: 200, headers: {}, body })
  const rows = definition.kind === 'lookup' ? [answer] : answer['rows']
  return Array.isArray(rows) ? rows.map((row) => source.toAccount(row, false)) : []
}

void t.test('every source has a unique id that is valid in a setting', async (t) => {
  const ids = registry.map(({ id }) => id)
  t.equal(new Set(ids).size, ids.length)
  for (const id of ids) t.match(id, /^[a-z][a-z0-9-]*$/)
})

for (const definition of registry) {
  const { id, kind, operation, timeoutMs, properties, family } = definition

  void t.test(`${id}: its facts are complete`, async (t) => {
    t.ok(definition.title.en.trim())
    t.match(definition.title.zh, /\p{Script=Han}/u)
    t.match(operation.path, /^\/[\w/]+(\?\S+)?$/)
    t.ok(timeoutMs >= 1000)
    if (kind === 'list') {
      t.ok(definition.maxPageSize >= 1)
      t.ok(definition.filters.every((name) => filterNames.includes(name)))
    }
  })

  void t.test(`${id}: it is enabled by the settings of its family`, async (t) => {
    const given = sandboxSettings('http://127.0.0.1:1/')
    t.ok(readConfig(given, registry).sources.includes(id))
    const others = Object.entries(given).filter(([name]) => !Object.hasOwn(family.settings, name))
    t.notOk(readConfig(Object.fromEntries(others), registry).sources.includes(id))
  })

  void t.test(`${id}: the properties it names are those of the model that a full row fills, in order`, async (t) => {
    const [full] = mapFixture(definition, 'full.json')
    t.strictSame(full && filled(full).filter((name) => name !== 'masked'), [...properties])
    t.strictSame(full?.masked, [])
    const model = Object.keys(accountSchema([id], () => '').properties)
    t.strictSame(model, [...accountProperties, 'raw'])
    t.strictSame(
      [...properties],
      model.filter((name) => properties.some((property) => property === name))
    )
  })

  void t.test(`${id}: its document's sample answer becomes the accounts of its fixture, value by value`, async (t) => {
    const accounts: Account[] = JSON.parse(fixture(`${id}/accounts.json`))
    t.ok(accounts.length > 0)
    t.strictSame(mapAnswer(definition, fixture(`${id}/success.json`)), accounts)
  })

  void t.test(`${id}: it is reachable through the simulator`, async (t) => {
    const { get, simulator } = await startSandbox(t)
    const { status, body } = await get(
      kind === 'list' ? `/accounts?source=${id}` : '/accounts/lookup?phone=10000000001'
    )
    t.equal(status, 200)
    const account = kind === 'list' ? body.data[0] : body
    t.match(account, { source: id, id: `${id}:${account?.nativeId}` })
    t.strictSame(Object.keys(account ?? {}), [...accountProperties])
    t.strictSame(
      simulator.calls.map(({ source, url }) => [source, url.split('?')[0]]),
      [[id, operation.path]]
    )
  })

  void t.test(`${id}: GET /sources shows its definition`, async (t) => {
    const { url } = await startSandbox(t)
    const response = await fetch(`${url}/sources/${id}`)
    const shown: unknown = await response.json()
    t.match(shown, {
      source: id,
      title: definition.title.en,
      kind,
      upstream: operation,
      timeoutMs,
      maxPageSize: kind === 'list' ? definition.maxPageSize : null,
      filters: kind === 'list' ? [...definition.filters] : [],
      properties: [...properties],
      credentials: { configured: true, callerToken: definition.callerToken?.header ?? null },
      circuit: 'closed'
    })
    const list: { data: unknown[] } = JSON.parse(await (await fetch(`${url}/sources`)).text())
    t.strictSame(list.data[registry.indexOf(definition)], shown)
  })

  void t.test(`${id}: its timeout is a setting`, async (t) => {
    const name = timeoutName(id)
    const { url } = await startSandbox(t, { environment: { [name]: '1234' } })
    t.match(await (await fetch(`${url}/sources/${id}`)).json(), { timeoutMs: 1234 })
  })
}
