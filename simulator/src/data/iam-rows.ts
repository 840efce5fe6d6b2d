import { maskPhone, sometimesAbsent } from './habit.ts'
import { bareNumber } from './bare-number.ts'
import { hexId, scatteredDigits } from './native-id.ts'
import type { IamMaster } from './iam-masters.ts'
import { personAt } from './person.ts'
import { createRandom } from './random.ts'
import type { RowList } from '../rows.ts'

/** One row of sub_accounts. The simulator reads the typed members and only sends the others. */
export interface IamRow {
  readonly [member: string]: unknown
  readonly AccountId: string
  readonly NickName: string
  readonly ContactMail: string
  readonly ContactMobile: string
  readonly Role: number
}

/** A master's list: first the master itself, as in the iam document's sample. */
export function iamRows(master: IamMaster): RowList<IamRow> {
  return {
    name: master.group.name,
    count: master.count,
    rowAt: (index) => (index === 0 ? masterRow(master) : subRow(master, index))
  }
}

// 18 digits, beyond 2 ** 53: a reader that parses them as numbers loses the last digits.
const accountId = (master: IamMaster, index: number): string => `5262${scatteredDigits(index, 14, master.firstId)}`

function masterRow(master: IamMaster): IamRow {
  const id = accountId(master, 0)
  return {
    ...plainMembers,
    AccountId: id,
    AccountName: master.mail,
    RegisterType: 1,
    NickName: master.nickName,
    Type: 1,
    Role: 1,
    Strategy: 20,
    MasterId: id,
    ContactMailStatus: 2,
    ContactMail: master.mail,
    ContactMobileStatus: 2,
    ContactMobile: '10030000000',
    WxBindStatus: 1,
    WxOpenId: `of${hexId(master.mail, 26)}`,
    WxNickName: master.nickName,
    AuthType: 1,
    AuthStatus: 2,
    AuthId: `5262${scatteredDigits(1_000_000, 14, master.firstId)}`,
    CorpName: master.corpName,
    CountryCode: '86',
    MasterIsCp: true,
    AuthTime: 1_686_813_600
  }
}

function subRow(master: IamMaster, index: number): IamRow {
  const person = personAt(master.group, index - 1)
  const random = createRandom(`${master.group.name}:${index}`)
  const tidy = index < 3
  const hasMail = tidy || random.chance(0.7)
  const hasMobile = tidy || random.chance(0.6)
  const isMasked = !tidy && random.chance(0.2)
  const masterId = accountId(master, 0)
  return {
    ...plainMembers,
    AccountId: accountId(master, index),
    AccountName: person.loginName,
    NickName: person.nickName,
    Role: random.pick([0, 0, 0, 0, 1, 10, 20]),
    // The document says Long, and its sample quotes the digits. Servers of the family send both forms.
    MasterId: !tidy && random.chance(0.3) ? bareNumber(masterId) : masterId,
    ContactMailStatus: hasMail ? 2 : 0,
    ContactMail: hasMail ? person.email : '',
    ContactMobileStatus: hasMobile ? 2 : 0,
    ContactMobile: hasMobile ? (isMasked ? maskPhone(person.phone) : person.phone) : '',
    CountryCode: sometimesAbsent(random, 0.6, random.pick(['86', '86', '852', '65'])),
    DeletedAt: !tidy && random.chance(0.06) ? `2024-0${random.integer(1, 9)}-15T08:30:00Z` : notDeleted
  }
}

/** The zero time of the Go server: not deleted. */
const notDeleted = '0001-01-01T00:00:00Z'

/** The members, in the order of the document's second sample row: a sub-account without bound contacts. */
const plainMembers = {
  AccountId: '',
  AccountName: '',
  RegisterType: 2,
  AppId: 0,
  NickName: '',
  Type: 2,
  Role: 0,
  Strategy: 21,
  MasterId: '',
  Status: 2,
  ContactMailStatus: 0,
  ContactMail: '',
  ContactMobileStatus: 0,
  ContactMobile: '',
  WxBindStatus: 0,
  WxOpenId: '',
  WxNickName: '',
  AuthType: 0,
  AuthStatus: 0,
  AuthId: '0',
  IsAuthMod: 0,
  ModAuthType: 0,
  ModAuthId: '0',
  CorpName: '',
  MailBindStatus: 0,
  WorkWxBindStatus: 0,
  WorkWxUserId: '',
  WorkWxCorpId: '',
  MiniProgramBindStatus: 0,
  MasterIsCp: false,
  DeletedAt: notDeleted,
  AuthTime: 0
} as const
