import { iamMaster, iamSecondMaster } from './data/iam-masters.ts'
import { iamRows } from './data/iam-rows.ts'
import { identityRow } from './data/identity-row.ts'
import { industryRows } from './data/industry-rows.ts'
import { registeredPeople } from './data/registered-person.ts'
import { scopeRows } from './data/scope-rows.ts'
import { tenantRows } from './data/tenant-rows.ts'
import { businessErrors } from './gateway/business-errors.ts'
import { gatewayCredentials } from './gateway/credentials.ts'
import { gatewayList, pageNumbers } from './gateway/gateway-list.ts'
import { gatewayLookup } from './gateway/gateway-lookup.ts'
import { filterIndustry } from './gateway/industry-filters.ts'
import { iamCredentials } from './iam/credentials.ts'
import { iamList } from './iam/iam-list.ts'
import type { Operations } from './operation.ts'

/**
 * Every simulated operation, with the paths, versions, page limits and member order of its upstream's document. To add a source,
 * add its rows in `data/` and an entry here. Another protocol gets a folder like `gateway/` and `iam/`.
 */
export const operations = {
  tenant: gatewayList({
    path: '/user/account/thirdparty/query',
    apiVer: '1.0.0',
    rows: tenantRows,
    paging: pageNumbers({ maxSize: 100 }),
    answer: { pageNo: 'first', total: 'total', thirdAccountMetaList: 'rows' }
  }),
  scope: gatewayList({
    path: '/user/account/querybyscope',
    apiVer: '1.0.0',
    rows: scopeRows,
    paging: pageNumbers({ maxSize: 50 }),
    badSize: businessErrors.badScopePageSize,
    answer: { identityDTOS: 'rows', pageNo: 'first', pageSize: 'size', totalCount: 'total' }
  }),
  industry: gatewayList({
    path: '/industry/user/account/query',
    apiVer: '1.0.7',
    rows: industryRows,
    paging: pageNumbers({ maxSize: 100, defaultSize: 10 }),
    answer: { total: 'total', pageNo: 'first', pageSize: 'size', data: 'rows' },
    iotToken: gatewayCredentials.iotToken,
    filter: filterIndustry
  }),
  iam: iamList({
    path: '/iam/subaccounts',
    paging: { first: 'Offset', size: 'Limit', counts: 'rows', from: 0, maxSize: 100, defaultSize: 10 },
    answer: { Total: 'total', sub_accounts: 'rowsOrNull' },
    rowsByToken: {
      [iamCredentials.iamToken]: iamRows(iamMaster),
      [iamCredentials.iamTokenSecond]: iamRows(iamSecondMaster)
    }
  }),
  identity: gatewayLookup({
    path: '/user/account/identity/query',
    apiVer: '1.0.0',
    people: registeredPeople,
    answer: identityRow,
    keys: { 1: ['loginId', 'loginSource'], 2: ['phone'], 3: ['email'] }
  })
} satisfies Operations
