import * as fc from 'fast-check'
import t from 'tap'
import type { Account } from '../../src/model/account.ts'
import { RowInvalid } from '../../src/sources/row.ts'
import { mapRow } from '../support/mappers.ts'
import { fixture } from '../support/samples.ts'
import { idMember, sources } from '../support/sources.ts'

const samples: Account[] = JSON.parse(fixture('tenant/accounts.json'))
/** The 26 documented properties, in order. */
const properties = Object.keys(samples[0] ?? {})

const anything = fc.oneof(fc.jsonValue(), fc.double(), fc.string({ unit: 'binary' }))
const words = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.constantFrom(null, '', ' ', '151****7411', 'https://example.com/*')
)
const numbers = fc.oneof(fc.integer(), fc.constantFrom(null, '', '12', 0, 1, 2, 10, 20))
const flags = fc.constantFrom(true, false, 'true', 'FALSE', '', null)
const dates = fc.constantFrom('0001-01-01T00:00:00Z', '2024-05-01T08:00:00+08:00', '', null)

/** Values of a member's type in a full row. Members of list items are set, because an item without its key is refused. */
function like(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value === 'boolean') return flags
  if (typeof value === 'number') return numbers
  if (typeof value === 'string') return Number.isNaN(Date.parse(value)) || !value.includes('T') ? words : dates
  const [item = {}]: object[] = Array.isArray(value) ? value : []
  const members = Object.keys(item).map((name) => [name, fc.stringMatching(/^[\w*]+$/)] as const)
  return fc.oneof(fc.constantFrom(null, ''), fc.array(fc.record(Object.fromEntries(members)), { maxLength: 3 }))
}

function mostly(right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 19, arbitrary: right }, { weight: 1, arbitrary: anything })
}

/** Rows with the members that the source reads, some with a wrong type, and with unknown members. */
function rowOf(source: string): fc.Arbitrary<object> {
  const [full = {}]: object[] = JSON.parse(fixture(`${source}/full.json`))
  const id = idMember(source)
  const known = Object.entries(full).map(([name, value]): [string, fc.Arbitrary<unknown>] => [
    name,
    mostly(name === id ? fc.stringMatching(/^[\w*-]{1,40}$/) : like(value))
  ])
  return fc
    .tuple(fc.record(Object.fromEntries(known), { requiredKeys: [id] }), fc.dictionary(fc.string(), fc.jsonValue()))
    .map(([row, unknown]) => Object.assign(unknown, row))
}

/** The account of a row; null if it is invalid. Rethrows any other error. */
function mapOrRefuse(source: string, row: unknown, includeRaw = false): Account | null {
  try {
    return mapRow(source, row, includeRaw)
  } catch (error) {
    if (error instanceof RowInvalid) return null
    throw error
  }
}

const isTextOrNull = (found: unknown) => found === null || (typeof found === 'string' && found.trim() !== '')
const textProperties = ['userName', 'displayName', 'email', 'phone', 'loginId', 'parentId', 'createdBy'] as const

for (const source of sources) {
  void t.test(
    `${source}: any JSON value as a row becomes an account with all properties in order, or is refused`,
    async (t) => {
      let accounts = 0
      fc.assert(
        fc.property(fc.oneof({ weight: 4, arbitrary: rowOf(source) }, fc.jsonValue()), (row) => {
          const account = mapOrRefuse(source, row)
          if (account === null) return true
          accounts += 1
          return (
            Object.keys(account).join() === properties.join() &&
            account.id === `${source}:${account.nativeId}` &&
            account.source === source &&
            textProperties.every((property) => isTextOrNull(account[property]))
          )
        }),
        { numRuns: 1000 }
      )
      t.ok(accounts > 100, `${accounts} of 1000 were accounts`)
    }
  )

  void t.test(`${source}: masked names exactly the text properties with a star`, async (t) => {
    t.doesNotThrow(() =>
      fc.assert(
        fc.property(rowOf(source), (row) => {
          const account = mapOrRefuse(source, row)
          if (account === null) return true
          const starred = Object.entries(account).filter(
            ([name, found]) => name !== 'id' && typeof found === 'string' && found.includes('*')
          )
          return account.masked.join() === starred.map(([name]) => name).join()
        })
      )
    )
  })

  void t.test(`${source}: raw is any row without its secrets`, async (t) => {
    t.doesNotThrow(() =>
      fc.assert(
        fc.property(rowOf(source), fc.jsonValue({ maxDepth: 4 }), (row, secret) => {
          const account = mapOrRefuse(source, Object.assign({}, row, { accessToken: secret, note: 'kept' }), true)
          return account === null || (!('accessToken' in (account.raw ?? {})) && account.raw?.['note'] === 'kept')
        })
      )
    )
  })
}
