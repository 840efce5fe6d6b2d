import { gatewayList } from './gateway-list.ts'
import { accountId, readFlag, readId, readRows, readText, type Row } from '../row.ts'

/** One item of `data.data`. The singular role and organization are deprecated, and may be null beside a filled list. */
interface IndustryRow {
  auid?: unknown
  loginName?: unknown
  nickName?: unknown
  email?: unknown
  phone?: unknown
  roleList?: unknown
  roleCode?: unknown
  roleName?: unknown
  orgList?: unknown
  organizationId?: unknown
  organizationShowName?: unknown
  admin?: unknown
  main?: unknown
  workNumber?: unknown
}

/** Accounts of an industry application (根据账号关键字、组织编号和角色码分页查询用户账号). */
export const industry = gatewayList({
  id: 'industry',
  title: 'Users of the industry application',
  path: '/industry/user/account/query',
  apiVersion: '1.0.7',
  timeoutMs: 6000,
  maxPageSize: 100,
  filters: {
    q: 'keyWord',
    organizationId: 'organizationId',
    role: 'roleCode',
    appId: 'appId',
    employeeId: 'employeeId'
  },
  listMember: 'data',
  totalMember: 'total',
  callerToken: { header: 'X-Iot-Token', cookie: null },
  properties: [
    'id',
    'source',
    'nativeId',
    'userName',
    'displayName',
    'email',
    'phone',
    'roles',
    'organizations',
    'isAdmin',
    'isPrimary',
    'employeeNumber'
  ],
  fixedFilters: (industryAppId) => (industryAppId === null ? {} : { appId: industryAppId }),
  toAccount(item: Row) {
    const row: IndustryRow = item
    const auid = readId(row.auid, 'auid')
    return {
      id: accountId('industry', auid),
      source: 'industry',
      nativeId: auid,
      userName: readText(row.loginName, 'loginName'),
      displayName: readText(row.nickName, 'nickName'),
      email: readText(row.email, 'email'),
      phone: readText(row.phone, 'phone'),
      phoneCountryCode: null,
      avatarUrl: null,
      type: null,
      roles: toRoles(row),
      organizations: toOrganizations(row),
      isAdmin: readFlag(row.admin, 'admin'),
      isPrimary: readFlag(row.main, 'main'),
      employeeNumber: readText(row.workNumber, 'workNumber'),
      parentId: null,
      identityId: null,
      loginId: null,
      loginSource: null,
      tenantId: null,
      scopeId: null,
      statusCode: null,
      createdBy: null,
      modifiedBy: null,
      deletedAt: null
    }
  }
})

function toRoles(row: IndustryRow): { code: string; name: string | null }[] {
  const roles = readRows(row.roleList, 'roleList')
  // The deprecated pair is checked even where the list replaces it: a row is mapped whole or not at all.
  const code = readText(row.roleCode, 'roleCode')
  const name = readText(row.roleName, 'roleName')
  if (roles.length === 0) return code === null ? [] : [{ code, name }]
  return roles.map((role) => ({
    code: readId(role['roleCode'], 'roleList.roleCode'),
    name: readText(role['roleName'], 'roleList.roleName')
  }))
}

function toOrganizations(row: IndustryRow): { id: string; name: string | null }[] {
  const organizations = readRows(row.orgList, 'orgList')
  const organizationId = readText(row.organizationId, 'organizationId')
  const name = readText(row.organizationShowName, 'organizationShowName')
  if (organizations.length === 0) return organizationId === null ? [] : [{ id: organizationId, name }]
  return organizations.map((organization) => ({
    id: readId(organization['organizationId'], 'orgList.organizationId'),
    name: readText(organization['organizationName'], 'orgList.organizationName')
  }))
}
