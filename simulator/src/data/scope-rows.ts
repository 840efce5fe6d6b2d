import { maskPhone, sometimesAbsent, sometimesMissing } from './habit.ts'
import { hexId } from './native-id.ts'
import { createRandom } from './random.ts'
import { registeredPeople } from './registered-person.ts'
import type { RowList } from '../rows.ts'

/** identityDTOS: the members of the scope document's table, and scopeId and tenantId of its sample. */
export const scopeRows = { ...registeredPeople, rowAt: scopeRow } satisfies RowList<object>

/** The first two rows are complete and unmasked. */
function scopeRow(index: number) {
  const person = registeredPeople.rowAt(index)
  const random = createRandom(`scope:${index}`)
  const untidy = index < 2 ? 0 : 1
  const phone = random.chance(0.4 * untidy) ? maskPhone(person.phone) : person.phone
  // The document's sample has people who log in by phone. Their login name is masked like the phone.
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
