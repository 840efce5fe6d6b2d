import { sometimesAbsent } from './habit.ts'
import { createRandom } from './random.ts'
import type { RegisteredPerson } from './registered-person.ts'

/** `data` of the registered person at this 0-based index, with the members of the identity document's table and sample. */
export function identityRow(person: RegisteredPerson, index: number) {
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
    // The document's answer has no email, but related operations send it.
    email: sometimesAbsent(random, 0.4 * untidy, person.email),
    avatarUrl: sometimesAbsent(random, 0.5 * untidy, `https://www.example.com/avatars/${index + 1}.jpg`)
  }
}
