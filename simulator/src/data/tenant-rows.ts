import { maskMail, maskPhone, sometimesAbsent, sometimesMissing } from './habit.ts'
import { hexId, scatteredDigits } from './native-id.ts'
import { personAt } from './person.ts'
import type { RowList } from '../rows.ts'
import { createRandom } from './random.ts'

/** thirdAccountMetaList: the members of the tenant document, and members of the upstream's class that it omits. */
export const tenantRows = { name: 'tenant', count: 137, rowAt: tenantRow } satisfies RowList<object>

/** The first two rows are complete and unmasked. */
function tenantRow(index: number) {
  const person = personAt({ name: 'tenant', phonePrefix: '1001' }, index)
  const random = createRandom(`tenant:${index}`)
  const untidy = index < 2 ? 0 : 1
  const phone = random.chance(0.3 * untidy) ? maskPhone(person.phone) : person.phone
  const email = random.chance(0.15 * untidy) ? maskMail(person.email) : person.email
  const keepsPassword = random.chance(0.1 * untidy)
  return {
    openId: `ln15${scatteredDigits(index, 11, 41_280_007_455n)}`,
    nickName: sometimesMissing(random, 0.05 * untidy, person.nickName),
    loginName: sometimesMissing(random, 0.1 * untidy, person.loginName),
    phone: sometimesMissing(random, 0.15 * untidy, phone),
    email: sometimesMissing(random, 0.15 * untidy, email),
    avatarUrl: sometimesMissing(random, 0.4 * untidy, `https://www.example.com/avatars/${index + 1}.jpg`),
    creater: random.pick(['tester', 'admin', 'import-job', '系统管理员']),
    modifier: sometimesAbsent(random, 0.7, 'system'),
    openIdType: sometimesAbsent(random, 0.8, 1),
    // Secrets that the upstream's class contains. Every reader of this list must drop them.
    password: keepsPassword ? `not-a-password-${index + 1}` : undefined,
    pwdEncrypted: keepsPassword ? hexId(`tenant:${index}:password`, 64) : undefined
  }
}
