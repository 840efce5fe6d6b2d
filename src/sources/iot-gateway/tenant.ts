import { gatewayList } from './gateway-list.ts'
import { accountId, id, text, webAddress, type Row } from '../fields.ts'

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
    const openId = id(row.openId, 'openId')
    return {
      id: accountId('tenant', openId),
      source: 'tenant',
      nativeId: openId,
      userName: text(row.loginName, 'loginName'),
      displayName: text(row.nickName, 'nickName'),
      email: text(row.email, 'email'),
      phone: text(row.phone, 'phone'),
      phoneCountryCode: null,
      avatarUrl: webAddress(row.avatarUrl, 'avatarUrl'),
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
      createdBy: text(row.creater, 'creater'),
      modifiedBy: text(row.modifier, 'modifier'),
      deletedAt: null
    }
  }
})
