import { readIamEnvelope } from './envelope.ts'
import { pathBelow } from '../base-path.ts'
import { readList } from '../list-envelope.ts'
import { accountId, readDateTime, readId, readInteger, readText, type Row } from '../row.ts'
import type { Filters } from '../../model/query.ts'
import type { IamSettings, ListDefinition, UpstreamPage } from '../source.ts'

/** One item of `sub_accounts`, as far as it is mapped. The list holds the master account itself too. */
interface IamRow {
  AccountId?: unknown
  AccountName?: unknown
  NickName?: unknown
  ContactMail?: unknown
  ContactMobile?: unknown
  CountryCode?: unknown
  Type?: unknown
  Role?: unknown
  Status?: unknown
  MasterId?: unknown
  DeletedAt?: unknown
}

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
  properties: [
    'id',
    'source',
    'nativeId',
    'userName',
    'displayName',
    'email',
    'phone',
    'phoneCountryCode',
    'type',
    'roles',
    'parentId',
    'statusCode',
    'deletedAt'
  ],
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
          toAccount
        }
}

function queryOf({ offsetUnit }: IamSettings, page: UpstreamPage, { q, role }: Filters): string {
  const offset = offsetUnit === 'row' ? page.offset : page.offset / page.size
  let query = `Limit=${page.size}&Offset=${offset}`
  if (q !== undefined) query += `&SearchKey=${encodeURIComponent(q.toWellFormed())}`
  if (role !== undefined) query += `&Role=${roleNumber(role)}`
  return query
}

function toAccount(item: Row) {
  const row: IamRow = item
  const nativeId = readId(row.AccountId, 'AccountId')
  const role = readInteger(row.Role, 'Role')
  return {
    id: accountId('iam', nativeId),
    source: 'iam',
    nativeId,
    userName: readText(row.AccountName, 'AccountName'),
    displayName: readText(row.NickName, 'NickName'),
    email: readText(row.ContactMail, 'ContactMail'),
    phone: readText(row.ContactMobile, 'ContactMobile'),
    phoneCountryCode: readText(row.CountryCode, 'CountryCode'),
    avatarUrl: null,
    type: toType(readInteger(row.Type, 'Type')),
    roles: role === null ? [] : [{ code: roleCode(role), name: null }],
    organizations: [],
    isAdmin: null,
    isPrimary: null,
    employeeNumber: null,
    parentId: toParentId(readText(row.MasterId, 'MasterId'), nativeId),
    identityId: null,
    loginId: null,
    loginSource: null,
    tenantId: null,
    scopeId: null,
    statusCode: readInteger(row.Status, 'Status'),
    createdBy: null,
    modifiedBy: null,
    deletedAt: readDateTime(row.DeletedAt, 'DeletedAt')
  }
}

function toParentId(masterId: string | null, nativeId: string): string | null {
  return masterId === null || masterId === '0' || masterId === nativeId ? null : accountId('iam', masterId)
}

function toType(type: number | null): 'master' | 'sub' | null {
  switch (type) {
    case 1:
      return 'master'
    case 2:
      return 'sub'
    default:
      return null
  }
}

/** The document's roles: 0 普通用户, 1 CP服务商, 10 SP运营商, 20 客户经理. One it does not list keeps its number. */
function roleCode(role: number): string {
  switch (role) {
    case 0:
      return 'normal_user'
    case 1:
      return 'cp_provider'
    case 10:
      return 'sp_operator'
    case 20:
      return 'account_manager'
    default:
      return String(role)
  }
}

/** A role code, or a number as text, → the upstream's number; null for anything else. */
function roleNumber(role: string): number | null {
  if (/^(?:0|[1-9]\d{0,8})$/.test(role)) return Number(role)
  return [0, 1, 10, 20].find((number) => roleCode(number) === role) ?? null
}
