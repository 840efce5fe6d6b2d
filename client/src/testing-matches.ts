import type { Account, Source } from './answers.ts'

/** Whether an account matches a filter. */
export function matches(account: Account, filter: string, given: string): boolean {
  const value = given.trim().toLowerCase()
  switch (filter) {
    case 'q':
      return searched.some((name) => account[name]?.toLowerCase().includes(value) === true)
    case 'role':
      return account.roles.some(({ code }) => code.toLowerCase() === value)
    case 'organizationId':
      return account.organizations.some(({ id }) => id.toLowerCase() === value)
    case 'email':
    case 'userName':
      return !account.masked.includes(filter) && account[filter]?.toLowerCase() === value
    case 'phone':
      return !account.masked.includes(filter) && account.phone !== null && digits(value).endsWith(digits(account.phone))
    default:
      // `appId` and `employeeId` identify the user who asks.
      return true
  }
}

/** Whether accounts of a source can match a filter. */
export function canMatch({ properties }: Source, filter: string): boolean {
  const property = {
    role: 'roles',
    organizationId: 'organizations',
    email: 'email',
    phone: 'phone',
    userName: 'userName'
  }[filter]
  return property === undefined || properties.some((name) => name === property)
}

const searched = ['userName', 'displayName', 'email', 'phone', 'employeeNumber', 'nativeId'] as const

function digits(text: string): string {
  return text.replaceAll(/\D/g, '')
}
