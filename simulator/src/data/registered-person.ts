import { hexId, scatteredDigits } from './native-id.ts'
import type { RowList } from '../rows.ts'
import { type Person, personAt } from './person.ts'

/**
 * A person of the scope list with every key of the identity operation: full phone, mail address and loginId, even if the scope
 * list masks or omits them. For a tour: phone 10000000001 (李明), mail emma.clark@example.com, loginId 10480000521 (李明 again), all
 * with loginSource openAccount.
 */
export interface RegisteredPerson extends Person {
  readonly identityId: string
  readonly loginId: string
  readonly loginSource: 'openAccount'
}

/** The people of the scope list. */
export const registeredPeople = { name: 'scope', count: 125, rowAt: registeredPersonAt } satisfies RowList<object>

/** The registered person at this 0-based index. */
function registeredPersonAt(index: number): RegisteredPerson {
  return {
    ...personAt({ name: 'scope', phonePrefix: '1000' }, index),
    identityId: `50${hexId(`identity:${index}`, 38)}`,
    loginId: `10${scatteredDigits(index, 9, 480_000_521n)}`,
    loginSource: 'openAccount'
  }
}
