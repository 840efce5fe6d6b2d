import { gatewayList } from './gateway-list.ts'
import { accountId, readId, readText, readWebAddress, type Row } from '../row.ts'

/** One item of `identityDTOS`. scopeId and tenantId stand in the document's sample, not in its table. */
interface ScopeRow {
  identityId?: unknown
  loginId?: unknown
  loginName?: unknown
  loginSource?: unknown
  nickName?: unknown
  phone?: unknown
  phoneLocationCode?: unknown
  email?: unknown
  avatarUrl?: unknown
  tenantId?: unknown
  scopeId?: unknown
  creater?: unknown
  modifier?: unknown
}

/** Accounts registered in a project (根据业务层的项目id分页查找已注册账号列表). */
export const scope = gatewayList({
  id: 'scope',
  title: 'Accounts registered in the project',
  path: '/user/account/querybyscope',
  apiVersion: '1.0.0',
  timeoutMs: 3000,
  // The document names no maximum; a sibling operation says "pageSize should between 1-50".
  maxPageSize: 50,
  filters: {},
  listMember: 'identityDTOS',
  totalMember: 'totalCount',
  callerToken: null,
  properties: [
    'id',
    'source',
    'nativeId',
    'userName',
    'displayName',
    'email',
    'phone',
    'phoneCountryCode',
    'avatarUrl',
    'identityId',
    'loginId',
    'loginSource',
    'tenantId',
    'scopeId',
    'createdBy',
    'modifiedBy'
  ],
  toAccount(item: Row) {
    const row: ScopeRow = item
    const identityId = readId(row.identityId, 'identityId')
    return {
      id: accountId('scope', identityId),
      source: 'scope',
      nativeId: identityId,
      userName: readText(row.loginName, 'loginName'),
      displayName: readText(row.nickName, 'nickName'),
      email: readText(row.email, 'email'),
      phone: readText(row.phone, 'phone'),
      phoneCountryCode: readText(row.phoneLocationCode, 'phoneLocationCode'),
      avatarUrl: readWebAddress(row.avatarUrl, 'avatarUrl'),
      type: null,
      roles: [],
      organizations: [],
      isAdmin: null,
      isPrimary: null,
      employeeNumber: null,
      parentId: null,
      identityId,
      loginId: readText(row.loginId, 'loginId'),
      loginSource: readText(row.loginSource, 'loginSource'),
      tenantId: readText(row.tenantId, 'tenantId'),
      scopeId: readText(row.scopeId, 'scopeId'),
      statusCode: null,
      createdBy: readText(row.creater, 'creater'),
      modifiedBy: readText(row.modifier, 'modifier'),
      deletedAt: null
    }
  }
})
