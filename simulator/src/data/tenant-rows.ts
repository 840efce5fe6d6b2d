import { type LooseText, maskMail, maskPhone, sometimesAbsent, sometimesMissing } from './habit.ts'
import { hexId, scatteredDigits } from './native-id.ts'
import { personAt } from './person.ts'
import { createRandom } from './random.ts'

/** One row of thirdAccountMetaList: the tenant document's members, and members of the upstream's class it omits. */
export interface TenantRow {
  readonly openId: string
  readonly nickName: LooseText
  readonly loginName: LooseText
  readonly phone: LooseText
  readonly email: LooseText
  readonly avatarUrl: LooseText
  readonly creater: string
  readonly modifier: string | undefined
  readonly openIdType: number | undefined
  /** Secret, and yet the upstream's class has them: whoever reads this list must drop them. */
  readonly password: string | undefined
  readonly pwdEncrypted: string | undefined
}

/** The row at this 0-based place, the same at every start. The first two are complete and unmasked. */
export function tenantRow(index: number): TenantRow {
  const person = personAt('tenant', index)
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
    password: keepsPassword ? `not-a-password-${index + 1}` : undefined,
    pwdEncrypted: keepsPassword ? hexId(`tenant:${index}:password`, 64) : undefined
  }
}
