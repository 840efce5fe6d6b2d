import { sometimesAbsent } from './habit.ts'
import { createRandom } from './random.ts'
import type { RegisteredPerson } from './registered-person.ts'

/** The `data` of one identity answer: the members of the identity document's table and sample. */
interface IdentityRow {
  readonly identityId: string
  readonly loginId: string
  readonly loginSource: string
  readonly modifier: string
  readonly nickName: string
  readonly phone: string
  readonly loginName: string
  readonly email: string | undefined
  readonly avatarUrl: string | undefined
}

/** Finds one person by a key, in constant time. */
export interface IdentityIndex {
  byLogin(loginId: string, loginSource: string): IdentityRow | undefined
  byPhone(phone: string): IdentityRow | undefined
  byEmail(email: string): IdentityRow | undefined
}

/** Builds the index over the people of the scope list. */
export function createIdentityIndex(people: readonly RegisteredPerson[]): IdentityIndex {
  const logins = new Map<string, IdentityRow>()
  const phones = new Map<string, IdentityRow>()
  const emails = new Map<string, IdentityRow>()
  people.forEach((person, index) => {
    const row = identityRow(person, index)
    logins.set(`${person.loginSource}:${person.loginId}`, row)
    phones.set(person.phone, row)
    emails.set(person.email, row)
  })
  return {
    byLogin: (loginId, loginSource) => logins.get(`${loginSource}:${loginId}`),
    byPhone: (phone) => phones.get(phone),
    byEmail: (email) => emails.get(email)
  }
}

function identityRow(person: RegisteredPerson, index: number): IdentityRow {
  const random = createRandom(`identity:${index}`)
  const untidy = index < 2 ? 0 : 1
  return {
    identityId: person.identityId,
    loginId: person.loginId,
    loginSource: person.loginSource,
    modifier: 'system',
    nickName: person.nickName,
    phone: person.phone,
    loginName: person.loginName,
    // The document's answer has no email among its members; siblings of the operation send it.
    email: sometimesAbsent(random, 0.4 * untidy, person.email),
    avatarUrl: sometimesAbsent(random, 0.5 * untidy, `https://www.example.com/avatars/${index + 1}.jpg`)
  }
}
