import { isObject } from '../json.ts'
import type { Account } from '../model/account.ts'
import type { Field, FieldName, Fields, FieldsByName } from './fields.ts'
import { publicRow } from './public-row.ts'
import { accountId, RowInvalid, type Row } from './row.ts'

/** One upstream row → Account. Throws RowInvalid if the row cannot be mapped. */
export type MapRow = (row: unknown, includeRaw: boolean) => Account

/** A source's table → its mapping. The table is compiled once: mapping a row allocates nothing but the account. */
export function rowMapper(source: string, fields: Fields): MapRow {
  const fillers = fillersOf(fields)
  return (row, includeRaw) => {
    if (!isObject(row)) throw new RowInvalid('the row is not an object')
    const account = emptyAccount(source)
    for (const fill of fillers) fill(account, row)
    account.id = accountId(source, account.nativeId)
    if (includeRaw) account.raw = publicRow(row)
    return account
  }
}

/** The Account properties that a source with this table fills, in the model's order. */
export function propertiesOf(fields: Fields): (keyof Account)[] {
  return ['id', 'source', ...fieldNames().filter((name) => fields[name] !== undefined)]
}

/** The one place that makes accounts: all have the same properties in the same order, and one hidden class. */
function emptyAccount(source: string): Account {
  return {
    id: '',
    source,
    nativeId: '',
    userName: null,
    displayName: null,
    email: null,
    phone: null,
    phoneCountryCode: null,
    avatarUrl: null,
    type: null,
    roles: [],
    organizations: [],
    isAdmin: null,
    isPrimary: null,
    employeeNumber: null,
    parentId: null,
    identityId: null,
    loginId: null,
    loginSource: null,
    tenantId: null,
    scopeId: null,
    statusCode: null,
    createdBy: null,
    modifiedBy: null,
    deletedAt: null,
    masked: []
  }
}

/** Writes one property of an account, and its name into `masked` where the value is. */
type Filler = (account: Account, row: Row) => void

/** In the model's order, so that `masked` is, too. */
function fillersOf(fields: Fields): Filler[] {
  return fieldNames()
    .map((name) => fillerOf(fields, name))
    .filter((filler) => filler !== null)
}

function fillerOf<Name extends FieldName>(fields: Pick<FieldsByName, Name>, name: Name): Filler | null {
  const field: Field<Account[Name]> | undefined = fields[name]
  if (field === undefined) return null
  const { read } = field
  return (account, row) => {
    const value = read(row, account)
    if (value === null) return
    account[name] = value
    if (typeof value === 'string' && value.includes('*')) account.masked.push(name)
  }
}

/** The properties that a row may fill, in the model's order. */
export function fieldNames(): FieldName[] {
  const names: FieldName[] = []
  let name: keyof Account
  for (name in emptyAccount('')) {
    if (name !== 'id' && name !== 'source' && name !== 'masked' && name !== 'raw') names.push(name)
  }
  return names
}
