import type { Account } from '../model/account.ts'
import type { Filters, ScanFilterName } from '../model/query.ts'

/** Whether a scan keeps an account. */
export type KeepAccount = (account: Account) => boolean

/** A filter that the service applies because the upstream cannot. */
interface ScanFilter {
  /** The properties that it compares. If a source fills none of them, none of its accounts can match. */
  readonly properties: readonly (keyof Account)[]
  readonly keeps: (wanted: string) => KeepAccount
}

const searched = ['userName', 'displayName', 'email', 'phone', 'employeeNumber', 'nativeId'] as const

const scanFilters: Readonly<Record<ScanFilterName, ScanFilter>> = {
  q: { properties: searched, keeps: mentions },
  organizationId: {
    properties: ['organizations'],
    keeps: (wanted) => (account) => account.organizations.some(({ id }) => id === wanted)
  },
  role: { properties: ['roles'], keeps: (wanted) => (account) => account.roles.some(({ code }) => code === wanted) },
  email: { properties: ['email'], keeps: (wanted) => equalsText('email', wanted) },
  phone: { properties: ['phone'], keeps: hasPhone },
  userName: { properties: ['userName'], keeps: (wanted) => equalsText('userName', wanted) }
}

/** Several filters as one test. */
export function keepMatching(filters: Filters, names: readonly ScanFilterName[]): KeepAccount {
  const tests = names.map((name) => scanFilters[name].keeps(filters[name] ?? ''))
  const [only] = tests
  return tests.length === 1 && only !== undefined ? only : (account) => tests.every((keeps) => keeps(account))
}

/** Whether accounts with these properties can match a filter at all. */
export function canMatch(name: ScanFilterName, properties: readonly (keyof Account)[]): boolean {
  return scanFilters[name].properties.some((property) => properties.includes(property))
}

/** Full-width characters equal their usual forms, and case is ignored. Of a masked value the visible part is searched. */
function mentions(wanted: string): KeepAccount {
  const text = folded(wanted)
  return (account) =>
    searched.some((name) => {
      const value = account[name]
      return value !== null && folded(value).includes(text)
    })
}

function folded(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase()
}

function equalsText(name: 'email' | 'userName', wanted: string): KeepAccount {
  const text = wanted.toLowerCase()
  return (account) => account[name]?.toLowerCase() === text && !account.masked.includes(name)
}

/** Only digits are compared. The calling code may be part of either, both or neither. */
function hasPhone(wanted: string): KeepAccount {
  const asked = digitsOf(wanted)
  return ({ phone, phoneCountryCode, masked }) => {
    if (phone === null || asked === '' || masked.includes('phone')) return false
    const digits = digitsOf(phone)
    if (digits === asked) return true
    const code = digitsOf(phoneCountryCode ?? '')
    return code !== '' && (code + digits === asked || digits === code + asked)
  }
}

function digitsOf(text: string): string {
  return text.normalize('NFKC').replaceAll(/\D/g, '')
}
