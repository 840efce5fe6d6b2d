import { dateTime, id, integer, parent, text, whereSent, word, type Fields } from '../fields.ts'
import { numberedRole } from '../list-fields.ts'
import { propertiesOf, rowMapper } from '../map-row.ts'
import { readIamEnvelope } from './envelope.ts'
import { pathBelow } from '../base-path.ts'
import { readList } from '../list-envelope.ts'
import type { Filters } from '../../model/query.ts'
import type { IamSettings, ListDefinition, UpstreamPage } from '../source.ts'

/** The document's roles: 普通用户, CP服务商, SP运营商, 客户经理. */
const roleCodes: Readonly<Record<number, string>> = {
  0: 'normal_user',
  1: 'cp_provider',
  10: 'sp_operator',
  20: 'account_manager'
}

const fields = {
  nativeId: id('AccountId'),
  userName: text('AccountName'),
  displayName: text('NickName'),
  email: text('ContactMail'),
  phone: text('ContactMobile'),
  phoneCountryCode: text('CountryCode', whereSent),
  type: word('Type', { 1: 'master', 2: 'sub' }),
  roles: numberedRole('Role', roleCodes),
  // The list holds the master account itself, too.
  parentId: parent('MasterId'),
  statusCode: integer('Status'),
  deletedAt: dateTime('DeletedAt')
} satisfies Fields

const path = '/iam/subaccounts'

/** Sub-accounts of the signed-in tenant user (获取当前用户[租户端用户]的子帐号列表). */
export const iam: ListDefinition = {
  id: 'iam',
  kind: 'list',
  title: 'Sub-accounts of the signed-in IAM user',
  settings: 'iam',
  operation: { method: 'GET', path, apiVersion: null },
  timeoutMs: 3000,
  maxPageSize: 100,
  filters: ['q', 'role'],
  callerToken: { header: 'X-Iam-Access-Token', cookie: 'access_token' },
  fields,
  properties: propertiesOf(fields),
  open: ({ iam: settings }) =>
    settings === null
      ? null
      : {
          configured: settings.accessToken !== null,
          hasCredentials: (callerToken) => (callerToken ?? settings.accessToken) !== null,
          grid: settings.offsetUnit === 'row' ? 'rows' : 'pages',
          offsetIsAmbiguous: true,
          supports: (name, value) => name === 'q' || (name === 'role' && roleNumber(value) !== null),
          authorize: () => {},
          buildRequest: (page, filters, { callerToken }) => ({
            method: 'GET',
            path: `${pathBelow(settings.baseUrl, path)}?${queryOf(settings, page, filters)}`,
            headers: ['accept', 'application/json', 'cookie', `access_token=${callerToken ?? settings.accessToken}`],
            body: null
          }),
          readResponse: (answer) => readList(readIamEnvelope(answer), 'sub_accounts', 'Total'),
          toAccount: rowMapper('iam', fields)
        }
}

function queryOf({ offsetUnit }: IamSettings, page: UpstreamPage, { q, role }: Filters): string {
  const offset = offsetUnit === 'row' ? page.offset : page.offset / page.size
  let query = `Limit=${page.size}&Offset=${offset}`
  if (q !== undefined) query += `&SearchKey=${encodeURIComponent(q.toWellFormed())}`
  if (role !== undefined) query += `&Role=${roleNumber(role)}`
  return query
}

/** A role code, or a number as text, → the upstream's number; null for anything else. */
function roleNumber(role: string): number | null {
  if (/^(?:0|[1-9]\d{0,8})$/.test(role)) return Number(role)
  const [number] = Object.entries(roleCodes).find(([, code]) => code === role) ?? []
  return number === undefined ? null : Number(number)
}
