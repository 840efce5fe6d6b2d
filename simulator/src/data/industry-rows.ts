import { maskMail, maskPhone, sometimesAbsent, sometimesMissing } from './habit.ts'
import { hexId } from './native-id.ts'
import { organizations, roles } from './organizations.ts'
import { personAt } from './person.ts'
import type { RowList } from '../rows.ts'
import { createRandom, type Random } from './random.ts'

/** `data.data` in the spelling of the industry document. */
export const industryRows = { name: 'industry', count: 2000, rowAt: industryRow } satisfies RowList<object>

export type IndustryRow = ReturnType<typeof industryRow>

/** The first two rows are complete and unmasked. */
function industryRow(index: number) {
  const person = personAt({ name: 'industry', phonePrefix: '1002' }, index)
  const random = createRandom(`industry:${index}`)
  const untidy = index < 2 ? 0 : 1
  const phone = random.chance(0.2 * untidy) ? maskPhone(person.phone) : person.phone
  const email = random.chance(0.1 * untidy) ? maskMail(person.email) : person.email
  return {
    ...membershipsAt(index, random),
    auid: `50${hexId(`industry:${index}`, 38)}`,
    phone: sometimesMissing(random, 0.15 * untidy, phone),
    email: sometimesMissing(random, 0.2 * untidy, email),
    nickName: sometimesMissing(random, 0.02 * untidy, person.nickName),
    admin: index === 0 || random.chance(0.03),
    main: index === 0 || random.chance(0.1),
    workNumber: sometimesAbsent(random, 0.4 * untidy, `E${String(index + 1).padStart(5, '0')}`),
    loginName: sometimesAbsent(random, 0.3 * untidy, person.loginName)
  }
}

/**
 * Role and organization in one of the ways that the document shows or allows. Most rows have singles and lists. Others have only
 * the lists, with the deprecated singles null (its second sample row), or only the singles with empty lists, or neither.
 */
function membershipsAt(index: number, random: Random) {
  const role = random.pick(roles)
  const organization = random.pick(organizations)
  const singles = {
    organizationId: organization.id,
    organizationShowName: organization.name,
    roleCode: role.code,
    roleName: role.name
  }
  const lists = {
    roleList: severalOf(random, roles, role).map(({ code, name }) => ({ roleCode: code, roleName: name })),
    orgList: severalOf(random, organizations, organization).map(({ id, name }) => ({
      organizationId: id,
      organizationName: name
    }))
  }
  const nulls = { organizationId: null, organizationShowName: null, roleCode: null, roleName: null }
  const absent = {
    organizationId: undefined,
    organizationShowName: undefined,
    roleCode: undefined,
    roleName: undefined
  }
  const kind = index < 2 ? 'both' : random.pick(['both', 'both', 'both', 'lists', 'lists', 'singles', 'none'])
  switch (kind) {
    case 'both':
      return { ...singles, ...lists }
    case 'lists':
      return { ...nulls, ...lists }
    case 'singles':
      return { ...singles, roleList: [], orgList: [] }
    default:
      return { ...absent, roleList: [], orgList: [] }
  }
}

/** The one, and sometimes a second one. */
function severalOf<T>(random: Random, all: readonly [T, ...T[]], one: T): T[] {
  const other = random.pick(all)
  return random.chance(0.2) && other !== one ? [one, other] : [one]
}
