import { defineList } from '../define-list.ts'
import { dateTime, id, integer, parent, text, whereSent, word } from '../fields.ts'
import { numberedRole } from '../list-fields.ts'
import { industrialIam } from './industrial-iam.ts'

/** The document's roles: 普通用户, CP服务商, SP运营商, 客户经理. */
const roleCodes: Readonly<Record<number, string>> = {
  0: 'normal_user',
  1: 'cp_provider',
  10: 'sp_operator',
  20: 'account_manager'
}

/** Sub-accounts of the signed-in tenant user (获取当前用户[租户端用户]的子帐号列表). The list includes the master account. */
export const iam = defineList(industrialIam, {
  id: 'iam',
  title: { en: 'Sub-accounts of the signed-in IAM user', zh: '当前 IAM 用户的子帐号' },
  operation: { method: 'GET', path: '/iam/subaccounts', apiVersion: null },
  timeoutMs: 3000,
  maxPageSize: 100,
  paging: ({ offsetUnit }) => ({
    size: 'Limit',
    first: 'Offset',
    counts: offsetUnit === 'row' ? 'rows' : 'pages',
    from: 0
  }),
  offsetSetting: 'IAM_OFFSET_UNIT',
  filters: {
    q: 'SearchKey',
    role: { parameter: 'Role', toTheirs: roleNumber, note: "also the role's number, such as `10`" }
  },
  callerToken: { header: 'X-Iam-Access-Token', cookie: 'access_token' },
  list: 'sub_accounts',
  total: 'Total',
  fields: {
    nativeId: id('AccountId'),
    userName: text('AccountName'),
    displayName: text('NickName'),
    email: text('ContactMail'),
    phone: text('ContactMobile'),
    phoneCountryCode: text('CountryCode', whereSent),
    type: word('Type', { 1: 'master', 2: 'sub' }),
    roles: numberedRole('Role', roleCodes),
    parentId: parent('MasterId'),
    statusCode: integer('Status'),
    deletedAt: dateTime('DeletedAt')
  }
})

/** A role code, or a number as text, → the upstream's number; null for anything else. */
function roleNumber(role: string): number | null {
  if (/^(?:0|[1-9]\d{0,8})$/.test(role)) return Number(role)
  const [number] = Object.entries(roleCodes).find(([, code]) => code === role) ?? []
  return number === undefined ? null : Number(number)
}
