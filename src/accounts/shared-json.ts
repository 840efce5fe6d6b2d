import type { Account } from '../model/account.ts'

/** Accounts that several answers share, with their JSON once an answer has needed it. */
const shared = new WeakMap<readonly Account[], Buffer | null>()

/** Notes that these accounts are part of more than one answer. */
export function markShared(accounts: readonly Account[]): void {
  if (!shared.has(accounts)) shared.set(accounts, null)
}

/** The JSON of shared accounts, as UTF-8, written once for all answers; null for those of a single answer. */
export function sharedJson(accounts: readonly Account[]): Buffer | null {
  const known = shared.get(accounts)
  if (known === undefined) return null
  const json = known ?? Buffer.from(JSON.stringify(accounts))
  shared.set(accounts, json)
  return json
}
