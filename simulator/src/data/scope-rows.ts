import { type LooseText, maskPhone, sometimesAbsent, sometimesMissing } from './habit.ts'
import { hexId } from './native-id.ts'
import { createRandom } from './random.ts'
import type { RegisteredPerson } from './registered-person.ts'

/** One row of identityDTOS: the members of the scope document's table, and scopeId and tenantId of its sample. */
export interface ScopeRow {
  readonly scopeId: string | undefined
  readonly loginId: string
  readonly phone: LooseText
  readonly identityId: string
  readonly nickName: LooseText
  readonly loginName: LooseText
  readonly tenantId: string | undefined
  readonly loginSource: string
  readonly email: LooseText
  readonly phoneLocationCode: string | undefined
  readonly creater: string | undefined
}

/** The row of the person at this 0-based place. The first two are complete and unmasked. */
export function scopeRow(person: RegisteredPerson, index: number): ScopeRow {
  const random = createRandom(`scope:${index}`)
  const untidy = index < 2 ? 0 : 1
  const phone = random.chance(0.4 * untidy) ? maskPhone(person.phone) : person.phone
  // The document's sample has people who log in by phone, masked like the phone beside it.
  const loginName = random.chance(0.2 * untidy) ? maskPhone(person.phone) : person.loginName
  return {
    scopeId: sometimesAbsent(random, 0.2 * untidy, hexId('scope', 32)),
    loginId: person.loginId,
    phone: sometimesMissing(random, 0.05 * untidy, phone),
    identityId: person.identityId,
    nickName: sometimesMissing(random, 0.05 * untidy, person.nickName),
    loginName: sometimesMissing(random, 0.05 * untidy, loginName),
    tenantId: sometimesAbsent(random, 0.3 * untidy, 'sandbox-tenant'),
    loginSource: person.loginSource,
    email: sometimesMissing(random, 0.5 * untidy, person.email),
    phoneLocationCode: sometimesAbsent(random, 0.6 * untidy, random.pick(['86', '86', '65', '1'])),
    creater: sometimesAbsent(random, 0.9, 'admin')
  }
}
