import { credentials } from '../credentials.ts'
import { type IamMaster, type IamRow, iamRow } from './iam-rows.ts'
import { type IdentityIndex, createIdentityIndex } from './identity-row.ts'
import { type IndustryRow, industryRow } from './industry-rows.ts'
import { registeredPersonAt } from './registered-person.ts'
import { type ScopeRow, scopeRow } from './scope-rows.ts'
import { type TenantRow, tenantRow } from './tenant-rows.ts'

/** Everything the simulated upstreams know. */
export interface Accounts {
  readonly tenant: readonly TenantRow[]
  readonly scope: readonly ScopeRow[]
  readonly industry: readonly IndustryRow[]
  /** By access_token: each belongs to one master account with its own sub accounts. */
  readonly iam: ReadonlyMap<string, readonly IamRow[]>
  readonly identity: IdentityIndex
}

/** How many rows each list has, before `scale`. */
const listSizes = { tenant: 137, scope: 125, industry: 2000, iam: 86, iamSecond: 31 } as const

/** Exact list sizes, which `scale` leaves alone. */
export type ListSizes = Partial<Record<'tenant' | 'scope' | 'industry' | 'iam', number>>

/** Makes all lists, the same for the same arguments. A row depends on its place only, not on the size of its list. */
export function createAccounts(scale: number, sizes: ListSizes): Accounts {
  const scaled = (list: keyof typeof listSizes): number => Math.round(listSizes[list] * scale)
  const people = rows(sizes.scope ?? scaled('scope'), registeredPersonAt)
  return {
    tenant: rows(sizes.tenant ?? scaled('tenant'), tenantRow),
    scope: people.map(scopeRow),
    industry: rows(sizes.industry ?? scaled('industry'), industryRow),
    iam: new Map([
      [credentials.iamToken, rows(sizes.iam ?? scaled('iam'), (index) => iamRow(firstMaster, index))],
      [credentials.iamTokenSecond, rows(scaled('iamSecond'), (index) => iamRow(secondMaster, index))]
    ]),
    identity: createIdentityIndex(people)
  }
}

const firstMaster: IamMaster = {
  group: 'iam',
  nickName: '示例工业',
  mail: 'admin@example.cn',
  corpName: '示例工业科技有限公司',
  firstId: 33_914_818_170_871n
}

const secondMaster: IamMaster = {
  group: 'iamSecond',
  nickName: 'Example Motors',
  mail: 'owner@example.com',
  corpName: 'Example Motors Ltd.',
  firstId: 71_828_182_845_903n
}

function rows<Row>(size: number, rowAt: (index: number) => Row): Row[] {
  return Array.from({ length: size }, (_, index) => rowAt(index))
}
