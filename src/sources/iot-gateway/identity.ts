import type { LookupKey } from '../../model/lookup.ts'
import { defineLookup } from '../define-lookup.ts'
import type { CallParameters } from '../family.ts'
import { id, text, webAddress, whereSent } from '../fields.ts'
import { gateway } from './gateway.ts'

/** The platform-wide identity of one person (调用该接口查询统一身份). */
export const identity = defineLookup(gateway, {
  id: 'identity',
  title: { en: 'Platform-wide identity of one person', zh: '个人的平台统一身份' },
  operation: { method: 'POST', path: '/user/account/identity/query', apiVersion: '1.0.0' },
  timeoutMs: 3000,
  callerToken: null,
  keyParameters,
  fields: {
    nativeId: id('identityId'),
    userName: text('loginName'),
    displayName: text('nickName'),
    email: text('email'),
    phone: text('phone'),
    avatarUrl: webAddress('avatarUrl'),
    identityId: text('identityId'),
    loginId: text('loginId'),
    loginSource: text('loginSource'),
    // These and `modifier` are missing in the document's table.
    tenantId: text('tenantId', whereSent),
    scopeId: text('scopeId', whereSent),
    createdBy: text('creater', whereSent),
    modifiedBy: text('modifier', whereSent)
  }
})

/** opType must match the key (1 loginId and loginSource, 2 phone, 3 email). Only the members of that key are sent. */
function keyParameters(key: LookupKey): CallParameters {
  if ('phone' in key) return { phone: key.phone, opType: 2 }
  if ('email' in key) return { email: key.email, opType: 3 }
  return { loginId: key.loginId, loginSource: key.loginSource, opType: 1 }
}
