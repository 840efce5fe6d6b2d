import { Failure } from '../../problems/failure.ts'
import { readEnvelope } from './envelope.ts'
import { isObject } from '../../json.ts'
import { buildGatewayRequest } from './gateway-list.ts'
import { id, text, webAddress, whereSent, type Fields } from '../fields.ts'
import { propertiesOf, rowMapper } from '../map-row.ts'
import type { LookupKey } from '../../model/lookup.ts'
import type { LookupDefinition } from '../source.ts'

/** modifier, tenantId and scopeId are not in the document's table. */
const fields = {
  nativeId: id('identityId'),
  userName: text('loginName'),
  displayName: text('nickName'),
  email: text('email'),
  phone: text('phone'),
  avatarUrl: webAddress('avatarUrl'),
  identityId: text('identityId'),
  loginId: text('loginId'),
  loginSource: text('loginSource'),
  tenantId: text('tenantId', whereSent),
  scopeId: text('scopeId', whereSent),
  createdBy: text('creater', whereSent),
  modifiedBy: text('modifier', whereSent)
} satisfies Fields

const path = '/user/account/identity/query'
const apiVersion = '1.0.0'

/** The platform-wide identity of one person (调用该接口查询统一身份). */
export const identity: LookupDefinition = {
  id: 'identity',
  kind: 'lookup',
  title: 'Platform-wide identity of one person',
  settings: 'gateway',
  operation: { method: 'POST', path, apiVersion },
  timeoutMs: 3000,
  callerToken: null,
  fields,
  properties: propertiesOf(fields),
  open: ({ gateway }) =>
    gateway === null
      ? null
      : {
          configured: true,
          hasCredentials: () => true,
          buildRequest: (key, context) => buildGatewayRequest(gateway, path, apiVersion, toParams(key), context),
          readResponse(answer) {
            const data = readEnvelope(answer)
            // The document shows no miss: code 200 with nothing in it is the only way left to say one.
            if (data === null || (isObject(data) && Object.keys(data).length === 0)) {
              throw new Failure('account-not-found', { detail: 'the upstream knows no account under this key' })
            }
            if (!isObject(data)) {
              throw new Failure('upstream-response-invalid', {
                detail: "the upstream's answer was not understood: data is not an object"
              })
            }
            return data
          },
          toAccount: rowMapper('identity', fields)
        }
}

/** opType must match the key sent (1 loginId and loginSource, 2 phone, 3 email); the others are left out. */
function toParams(key: LookupKey): Record<string, string | number> {
  if ('phone' in key) return { phone: key.phone, opType: 2 }
  if ('email' in key) return { email: key.email, opType: 3 }
  return { loginId: key.loginId, loginSource: key.loginSource, opType: 1 }
}
