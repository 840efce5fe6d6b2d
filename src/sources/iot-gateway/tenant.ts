import { gatewayList } from './gateway-list.ts'
import { accountId, readId, readText, readWebAddress, type Row } from '../row.ts'

/** One item of `thirdAccountMetaList`. The upstream's class also holds `password` and `pwdEncrypted`: never mapped. */
interface TenantRow {
  openId?: unknown
  nickName?: unknown
  loginName?: unknown
  phone?: unknown
  email?: unknown
  avatarUrl?: unknown
  creater?: unknown
  modifier?: unknown
}

/** Third-party accounts that a tenant imported (按租户维度，批量获取账号). */
export const tenant = gatewayList({
  id: 'tenant',
  title: 'Third-party accounts of the tenant',
  path: '/user/account/thirdparty/query',
  apiVersion: '1.0.0',
  timeoutMs: 3000,
  maxPageSize: 100,
  filters: {},
  listMember: 'thirdAccountMetaList',
  totalMember: 'total',
  callerToken: null,
  properties: [
    'id',
    'source',
    'nativeId',
    'userName',
    'displayName',
    'email',
    'phone',
    'avatarUrl',
    'createdBy',
    'modifiedBy'
  ],
  toAccount(item: Row) {
    const row: TenantRow = item
    const openId = readId(row.openId, 'openId')
    return {
      id: accountId('tenant', openId),
      source: 'tenant',
      nativeId: openId,
      userName: readText(row.loginName, 'loginName'),
      displayName: readText(row.nickName, 'nickName'),
      email: readText(row.email, 'email'),
      phone: readText(row.phone, 'phone'),
      phoneCountryCode: null,
      avatarUrl: readWebAddress(row.avatarUrl, 'avatarUrl'),
      type: null,
      roles: [],
      organizations: [],
      isAdmin: null,
      isPrimary: null,
      employeeNumber: null,
      parentId: null,
      identityId: null,
      loginId: null,
      loginSource: null,
      tenantId: null,
      scopeId: null,
      statusCode: null,
      createdBy: readText(row.creater, 'creater'),
      modifiedBy: readText(row.modifier, 'modifier'),
      deletedAt: null
    }
  }
})
