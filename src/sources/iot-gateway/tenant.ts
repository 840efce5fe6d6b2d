import { id, text, webAddress, whereSent } from '../fields.ts'
import { gatewayList } from './gateway-list.ts'

/** Third-party accounts that a tenant imported (按租户维度，批量获取账号). */
export const tenant = gatewayList({
  id: 'tenant',
  title: { en: 'Third-party accounts of the tenant', zh: '租户的三方账号' },
  path: '/user/account/thirdparty/query',
  apiVersion: '1.0.0',
  timeoutMs: 3000,
  maxPageSize: 100,
  filters: {},
  list: 'thirdAccountMetaList',
  total: 'total',
  callerToken: null,
  // The upstream's rows also contain `password` and `pwdEncrypted`, which are never mapped.
  fields: {
    nativeId: id('openId'),
    userName: text('loginName'),
    displayName: text('nickName'),
    email: text('email'),
    phone: text('phone'),
    avatarUrl: webAddress('avatarUrl'),
    createdBy: text('creater', whereSent),
    modifiedBy: text('modifier', whereSent)
  }
})
