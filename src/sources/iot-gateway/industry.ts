import { flag, id, text } from '../fields.ts'
import { organizations, roles } from '../list-fields.ts'
import { gatewayList } from './gateway-list.ts'

/** Accounts of an industry application (根据账号关键字、组织编号和角色码分页查询用户账号). */
export const industry = gatewayList({
  id: 'industry',
  title: { en: 'Users of the industry application', zh: '行业应用的用户' },
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
  list: 'data',
  total: 'total',
  callerToken: { header: 'X-Iot-Token', cookie: null },
  fixedFilters: ({ industryAppId }) => (industryAppId === null ? {} : { appId: industryAppId }),
  fields: {
    nativeId: id('auid'),
    userName: text('loginName'),
    displayName: text('nickName'),
    email: text('email'),
    phone: text('phone'),
    // The single role and organization are deprecated. They may be null beside a filled list.
    roles: roles('roleList', { code: 'roleCode', name: 'roleName' }, { code: 'roleCode', name: 'roleName' }),
    organizations: organizations(
      'orgList',
      { id: 'organizationId', name: 'organizationName' },
      { id: 'organizationId', name: 'organizationShowName' }
    ),
    isAdmin: flag('admin'),
    isPrimary: flag('main'),
    employeeNumber: text('workNumber')
  }
})
