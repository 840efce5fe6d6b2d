import type { AccountProperty } from '../model/account-properties.ts'
import type { Account, AccountPart } from '../model/account.ts'
import type { SelectedFields } from '../model/fields.ts'
import type { LookupResult } from '../model/lookup.ts'

/** These accounts with the selected properties only. If all are selected: the same list. */
export function selectEach(accounts: readonly Account[], fields: SelectedFields): readonly AccountPart[] {
  return fields === null ? accounts : accounts.map((account) => selectFrom(account, fields))
}

/** One account with the selected properties only. `raw` stays: `include` selects it. */
export function selectFrom(account: Account, fields: SelectedFields): AccountPart {
  if (fields === null) return account
  const { id, source, raw } = account
  const part: AccountPart = { id, source }
  for (const name of fields) copy(name, account, part)
  if (part.masked !== undefined) part.masked = part.masked.filter((name) => isAmong(name, fields))
  if (raw !== undefined) part.raw = raw
  return part
}

/** The results of a batch lookup, with the selected properties of each account only. */
export function selectInResults(results: readonly LookupResult[], fields: SelectedFields): readonly LookupResultPart[] {
  if (fields === null) return results
  return results.map(({ key, status, account, problem }) => ({
    key,
    status,
    account: account && selectFrom(account, fields),
    problem
  }))
}

type LookupResultPart = Omit<LookupResult, 'account'> & { readonly account: AccountPart | null }

function copy<Name extends AccountProperty>(name: Name, from: Account, to: Pick<AccountPart, Name>): void {
  to[name] = from[name]
}

function isAmong(name: string, fields: readonly string[]): boolean {
  return fields.includes(name)
}
