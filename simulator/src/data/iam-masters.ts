import type { PersonGroup } from './person.ts'

/** A master account, the first row of its own list. */
export interface IamMaster {
  readonly group: PersonGroup
  /** Rows of its list at scale 1, the master included. */
  readonly count: number
  readonly nickName: string
  readonly mail: string
  readonly corpName: string
  /** The first of its 14 digits after `5262`. */
  readonly firstId: bigint
}

export const iamMaster: IamMaster = {
  group: { name: 'iam', phonePrefix: '1003' },
  count: 86,
  nickName: '示例工业',
  mail: 'admin@example.cn',
  corpName: '示例工业科技有限公司',
  firstId: 33_914_818_170_871n
}

export const iamSecondMaster: IamMaster = {
  group: { name: 'iamSecond', phonePrefix: '1004' },
  count: 31,
  nickName: 'Example Motors',
  mail: 'owner@example.com',
  corpName: 'Example Motors Ltd.',
  firstId: 71_828_182_845_903n
}
