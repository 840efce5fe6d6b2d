import type { BusinessError } from './envelope.ts'

/** Rows of the documents' error tables that the simulated backends return without a fault. */
export const businessErrors = {
  backendNotFound: { code: 20003, message: 'Find Backend Error', localizedMsg: null },
  badParameter: { code: 460, message: 'request parameter error.', localizedMsg: '入参不正确' },
  badScopePageSize: { code: 460, message: 'pageSize should between 1-50', localizedMsg: '每页的数量在1-50之间' },
  unknownIotToken: { code: 2402, message: 'iotToken not exist', localizedMsg: null },
  forbiddenInIndustry: { code: 403, message: 'request forbidden.', localizedMsg: '请求没有权限' }
} as const satisfies Record<string, BusinessError>
