import { id, text, webAddress, whereSent } from '../fields.ts'
import { gatewayList } from './gateway-list.ts'

/** Accounts registered in a project (根据业务层的项目id分页查找已注册账号列表). */
export const scope = gatewayList({
  id: 'scope',
  title: { en: 'Accounts registered in the project', zh: '项目内已注册的账号' },
  path: '/user/account/querybyscope',
  apiVersion: '1.0.0',
  timeoutMs: 3000,
  // The document names no maximum; a sibling operation says "pageSize should between 1-50".
  maxPageSize: 50,
  filters: {},
  list: 'identityDTOS',
  total: 'totalCount',
  callerToken: null,
  fields: {
    nativeId: id('identityId'),
    userName: text('loginName'),
    displayName: text('nickName'),
    email: text('email'),
    phone: text('phone'),
    phoneCountryCode: text('phoneLocationCode'),
    avatarUrl: webAddress('avatarUrl', whereSent),
    identityId: text('identityId'),
    loginId: text('loginId'),
    loginSource: text('loginSource'),
    // In the document's sample, not in its table.
    tenantId: text('tenantId'),
    scopeId: text('scopeId'),
    createdBy: text('creater', whereSent),
    modifiedBy: text('modifier', whereSent)
  }
})
