import { Failure } from '../../problems/failure.ts'
import { readEnvelope } from './envelope.ts'
import { isObject } from '../../json.ts'
import { buildGatewayRequest } from './gateway-list.ts'
import { accountId, readId, readText, readWebAddress, type Row } from '../row.ts'
import type { LookupKey } from '../../model/lookup.ts'
import type { LookupDefinition } from '../source.ts'

/** `data` of the lookup. modifier, tenantId and scopeId are not in the document's table. */
interface IdentityRow {
  identityId?: unknown
  loginId?: unknown
  loginName?: unknown
  loginSource?: unknown
  nickName?: unknown
  phone?: unknown
  email?: unknown
  avatarUrl?: unknown
  tenantId?: unknown
  scopeId?: unknown
  creater?: unknown
  modifier?: unknown
}

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
  properties: [
    'id',
    'source',
    'nativeId',
    'userName',
    'displayName',
    'email',
    'phone',
    'avatarUrl',
    'identityId',
    'loginId',
    'loginSource',
    'tenantId',
    'scopeId',
    'createdBy',
    'modifiedBy'
  ],
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
          toAccount
        }
}

/** opType must match the key sent (1 loginId and loginSource, 2 phone, 3 email); the others are left out. */
function toParams(key: LookupKey): Record<string, string | number> {
  if ('phone' in key) return { phone: key.phone, opType: 2 }
  if ('email' in key) return { email: key.email, opType: 3 }
  return { loginId: key.loginId, loginSource: key.loginSource, opType: 1 }
}

function toAccount(item: Row) {
  const row: IdentityRow = item
  const identityId = readId(row.identityId, 'identityId')
  return {
    id: accountId('identity', identityId),
    source: 'identity',
    nativeId: identityId,
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
